package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.KafkaConfiguration.Work;
import io.trueup.listener.engine.OpenResources;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands to platforms and gives each its result. Every process reads all results and takes
 * those of its own commands; nothing here has to survive it, because a command that got no result
 * is sent again with the same id. While brokers fail, commands wait, and those whose results are
 * missing are sent again afterwards. Safe for any thread.
 */
final class WorkChannel implements AutoCloseable {

  /** The name of this use of Kafka in the status. */
  static final String USE = "commands";

  private static final Logger LOG = LoggerFactory.getLogger(WorkChannel.class);

  private final KafkaClients clients;
  private final Work topics;
  private final Outside outside;
  private final WaitingCommands waiting = new WaitingCommands();
  private final ResultPositions positions = new ResultPositions();
  private final KafkaLoop loop;

  /** Keeps commands in their order, also when they are sent again. */
  private final ReentrantLock sending = new ReentrantLock();

  private @Nullable WorkSession session;
  private volatile boolean isClosed;
  private String unreadable = "";

  /**
   * What surrounds a channel.
   *
   * @param source the CloudEvents' source of commands
   */
  record Outside(
      String source, PartitionCounts partitions, KafkaHealth health, InstantSource clock) {}

  private WorkChannel(KafkaClients clients, Work topics, Outside outside) {
    this.clients = clients;
    this.topics = topics;
    this.outside = outside;
    this.loop = new KafkaLoop(USE, this::session, outside.health(), clients.failures());
  }

  /** Opens a channel; waits for no broker. Results are read from now on. */
  static WorkChannel open(KafkaClients clients, Work topics, Outside outside) {
    var channel = new WorkChannel(clients, topics, outside);
    channel.loop.start();
    return channel;
  }

  private WorkSession session() {
    var opened = new OpenResources();
    try {
      var watch = opened.add(clients.watch(List.of(topics.commands(), topics.results())));
      var producer = opened.add(clients.producer());
      var results = opened.add(clients.reader());
      var parts = new WorkSession.Parts(results, producer, watch);
      return new WorkSession(this, topics, parts, positions, outside);
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  /**
   * Sends a command, now or as soon as brokers take it.
   *
   * @return the last result; fails with a {@link TimeoutException} once the command has expired,
   *     and with a {@link KafkaSetupException} when it can have no result
   * @throws IllegalArgumentException when the command is not as its schema says
   * @throws IllegalStateException when the same command is waited for already
   */
  CompletableFuture<WorkResult> send(WorkCommand command) {
    var record = WorkMessages.record(topics.commands(), outside.source(), command);
    var outgoing = new WaitingCommands.Outgoing(command, record);
    var left = Duration.between(outside.clock().instant(), command.expires());
    if (!left.isPositive()) {
      return CompletableFuture.failedFuture(
          new TimeoutException("Command '%s' has expired".formatted(command.id())));
    }
    sending.lock();
    try {
      if (isClosed) {
        return CompletableFuture.failedFuture(new KafkaSetupException("The daemon stops"));
      }
      var result = waiting.add(outgoing, left);
      if (session != null) {
        session.send(outgoing);
      }
      return result;
    } finally {
      sending.unlock();
    }
  }

  /** A session can send: it sends all that is waited for, in order. */
  void begin(WorkSession next) {
    sending.lock();
    try {
      session = next;
      waiting.all().forEach(next::send);
    } finally {
      sending.unlock();
    }
  }

  /** A session sends no more. */
  void end(WorkSession former) {
    sending.lock();
    try {
      if (session == former) {
        session = null;
      }
    } finally {
      sending.unlock();
    }
  }

  /** Takes a record of the topic of results; called by one thread. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    switch (WorkMessages.result(record)) {
      case WorkMessage.Known(var result) -> waiting.take(result);
      case WorkMessage.Newer<WorkResult> result -> {
        warn(record, result.refusal());
        waiting.fail(result);
      }
      case WorkMessage.Unreadable(var reason) -> warn(record, reason);
    }
  }

  /** Once for many of the same kind. */
  private void warn(ConsumerRecord<?, ?> record, String reason) {
    if (!reason.equals(unreadable)) {
      unreadable = reason;
      LOG.warn(
          "Cannot read record {} of partition {} of topic '{}': {}. It counts for nothing, and"
              + " others like it are not reported",
          record.offset(),
          record.partition(),
          record.topic(),
          reason);
    }
  }

  /** A command can have no result. */
  void fail(WorkCommand command, String reason) {
    waiting.fail(command, reason);
  }

  @Override
  public void close() {
    isClosed = true;
    loop.close();
    waiting.failAll("The daemon stops");
  }
}
