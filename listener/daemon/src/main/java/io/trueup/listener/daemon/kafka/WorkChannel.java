package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Sends commands to platforms and gives each its result. Every process reads all results and takes
 * those of its own commands; nothing here has to survive it, because a command that got no result
 * is sent again with the same id. Safe for any thread.
 */
final class WorkChannel implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> results;
  private final Topics topics;
  private final String source;
  private final InstantSource clock;
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final Thread reader;

  private record Waiting(WorkCommand command, CompletableFuture<WorkResult> result) {}

  /** The topics of commands and results. */
  record Topics(String commands, String results) {}

  /**
   * Begins to read results, from now on.
   *
   * @param source the CloudEvents' source of commands
   * @param results a consumer without a group
   */
  WorkChannel(
      Topics topics,
      String source,
      KafkaProducer<byte[], byte[]> producer,
      KafkaConsumer<byte[], byte[]> results,
      InstantSource clock) {
    this.topics = topics;
    this.source = source;
    this.producer = producer;
    this.results = results;
    this.clock = clock;
    var partitions =
        results.partitionsFor(topics.results()).stream()
            .map(it -> new TopicPartition(topics.results(), it.partition()))
            .toList();
    results.assign(partitions);
    results.seekToEnd(partitions);
    partitions.forEach(results::position); // now, before any command is sent
    this.reader = Thread.ofPlatform().name("kafka-results").daemon().start(this::read);
  }

  /**
   * Sends a command.
   *
   * @return the last result; fails with a {@link java.util.concurrent.TimeoutException} once the
   *     command has expired
   */
  CompletableFuture<WorkResult> send(WorkCommand command) {
    var left = Duration.between(clock.instant(), command.expires());
    var result =
        new CompletableFuture<WorkResult>()
            .orTimeout(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
    waiting.put(command.id(), new Waiting(command, result));
    var _ =
        producer.send(
            WorkMessages.record(topics.commands(), source, command),
            (_, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              }
            });
    return result.whenComplete((_, _) -> waiting.remove(command.id()));
  }

  private void read() {
    try {
      while (true) {
        for (var record : results.poll(POLL)) {
          if (record.value() != null) {
            WorkMessages.result(record.value()).ifPresent(this::take);
          }
        }
      }
    } catch (WakeupException _) {
      // It is closed.
    }
  }

  /** A result under another fencing token answers another attempt, and counts for nothing. */
  private void take(WorkResult result) {
    var known = waiting.get(result.command());
    if (known != null
        && result.isLast()
        && result.fencingToken() == known.command().fencingToken()
        && result.platform().equals(known.command().platform())) {
      known.result().complete(result);
    }
  }

  @Override
  public void close() {
    results.wakeup();
    try {
      reader.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    results.close();
    producer.close(KafkaClients.PATIENCE);
  }
}
