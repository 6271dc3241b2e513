package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The commands that this process waits for. A result is of a command when it names its id, its
 * platform and its fencing token: one with another token answers another attempt. Thread-safe.
 */
final class WaitingCommands {

  private final Map<Attempt, CompletableFuture<WorkResult>> results = new ConcurrentHashMap<>();

  /** The same commands in the order in which they came. */
  private final Collection<Outgoing> inOrder = new ConcurrentLinkedQueue<>();

  /** A command as it is sent, perhaps several times. */
  record Outgoing(WorkCommand command, ProducerRecord<byte[], byte[]> record) {}

  private record Attempt(String command, String platform, long fencingToken) {

    static Attempt of(WorkCommand command) {
      return new Attempt(command.id(), command.platform(), command.fencingToken());
    }
  }

  /**
   * Waits for the last result of a command from now on.
   *
   * @throws IllegalStateException when the same command is waited for already
   */
  CompletableFuture<WorkResult> add(Outgoing outgoing, Duration patience) {
    var command = outgoing.command();
    var attempt = Attempt.of(command);
    var result =
        new CompletableFuture<WorkResult>().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (results.putIfAbsent(attempt, result) != null) {
      throw new IllegalStateException(
          "Command '%s' of platform '%s' is waited for already"
              .formatted(command.id(), command.platform()));
    }
    inOrder.add(outgoing);
    return result.whenComplete((_, _) -> {
      results.remove(attempt, result);
      inOrder.remove(outgoing);
    });
  }

  /** All of them, oldest first. */
  List<Outgoing> all() {
    return List.copyOf(inOrder);
  }

  /** Takes a result, unless it is of no command that is waited for, or others follow it. */
  void take(WorkResult result) {
    if (result.isLast()) {
      var waiting =
          results.get(new Attempt(result.command(), result.platform(), result.fencingToken()));
      if (waiting != null) {
        waiting.complete(result);
      }
    }
  }

  /** Nothing more is to be expected of a command. */
  void fail(WorkCommand command, String reason) {
    fail(Attempt.of(command), reason);
  }

  /** A result of such a command came that this release cannot read. */
  void fail(WorkMessage.Newer<WorkResult> result) {
    fail(new Attempt(result.command(), result.platform(), result.fencingToken()), result.refusal());
  }

  private void fail(Attempt attempt, String reason) {
    var waiting = results.get(attempt);
    if (waiting != null) {
      waiting.completeExceptionally(new KafkaSetupException(reason));
    }
  }

  /** Nothing more is to be expected of any of them. */
  void failAll(String reason) {
    results.keySet().forEach(it -> fail(it, reason));
  }
}
