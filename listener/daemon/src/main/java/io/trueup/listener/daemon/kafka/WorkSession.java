package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.KafkaConfiguration.Work;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands and reads results until something fails. For one thread, except {@link #send} and
 * {@link #wakeUp}.
 */
final class WorkSession implements KafkaLoop.Session {

  private static final Logger LOG = LoggerFactory.getLogger(WorkSession.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final WorkChannel channel;
  private final Work topics;
  private final Consumer<byte[], byte[]> results;
  private final Producer<byte[], byte[]> producer;
  private final TopicWatch watch;
  private final ResultPositions positions;
  private final WorkChannel.Outside outside;

  /** Why commands could not be sent; null while they can. */
  private final AtomicReference<@Nullable KafkaException> failure = new AtomicReference<>();

  /**
   * The clients of a session.
   *
   * @param results a consumer without a group
   * @param watch of both topics
   */
  record Parts(
      Consumer<byte[], byte[]> results, Producer<byte[], byte[]> producer, TopicWatch watch) {}

  WorkSession(
      WorkChannel channel,
      Work topics,
      Parts parts,
      ResultPositions positions,
      WorkChannel.Outside outside) {
    this.channel = channel;
    this.topics = topics;
    this.results = parts.results();
    this.producer = parts.producer();
    this.watch = parts.watch();
    this.positions = positions;
    this.outside = outside;
  }

  @Override
  public void wakeUp() {
    results.wakeup();
  }

  @Override
  public void work(Runnable worked) {
    try {
      begin(worked);
      while (true) {
        watch.look().ifPresent(found -> tell(found, worked));
        for (var record : poll()) {
          positions.read(record);
          channel.take(record);
        }
      }
    } catch (WakeupException _) {
      var why = failure.get();
      if (why != null) {
        throw why;
      }
    }
  }

  private void begin(Runnable worked) {
    var found = watch.await();
    if (!found.problem().isEmpty()) {
      throw new KafkaSetupException(found.problem());
    }
    producer.partitionsFor(topics.commands()); // so that no sender waits for this
    assign();
    tell(found, worked);
    channel.begin(this);
  }

  private void assign() {
    var count = watch.partitions().getOrDefault(topics.results(), 0);
    var partitions =
        IntStream.range(0, count).mapToObj(it -> new TopicPartition(topics.results(), it)).toList();
    positions.assign(results, watch.id(topics.results()), partitions);
  }

  private void tell(TopicWatch.Finding found, Runnable worked) {
    watch.partitions().forEach(outside.partitions()::seen);
    if (!found.problem().isEmpty()) {
      outside.health().fails(WorkChannel.USE, found.problem());
      return;
    }
    outside.health().works(WorkChannel.USE);
    worked.run();
    var count = watch.partitions().getOrDefault(topics.results(), 0);
    if (count != results.assignment().size() || found.madeAnew().contains(topics.results())) {
      assign();
    }
    if (found.madeAnew().contains(topics.commands())) {
      channel.begin(this);
    }
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return results.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      LOG.warn(
          "The results at which reading went on are gone: {}. Reading starts at the oldest ones;"
              + " those of commands that no longer wait change nothing",
          e.offsetOutOfRangePartitions());
      positions.restart(results, e.offsetOutOfRangePartitions().keySet());
      return ConsumerRecords.empty();
    }
  }

  /** Sends a command; what fails ends the session, unless it is the command's fault. */
  void send(WaitingCommands.Outgoing outgoing) {
    try {
      var _ =
          producer.send(
              outgoing.record(),
              (_, why) -> {
                if (why != null) {
                  failed(outgoing.command(), why);
                }
              });
    } catch (KafkaException e) {
      failed(outgoing.command(), e);
    }
  }

  private void failed(WorkCommand command, Exception why) {
    if (why instanceof RecordTooLargeException) {
      channel.fail(
          command,
          "Command '%s' is longer than topic '%s' allows. Raise its 'max.message.bytes'"
              .formatted(command.id(), topics.commands()));
    } else {
      failure.compareAndSet(null, why instanceof KafkaException e ? e : new KafkaException(why));
      results.wakeup();
    }
  }

  @Override
  public void close() {
    channel.end(this);
    try {
      results.close(CloseOptions.timeout(CLOSE));
    } finally {
      producer.close(CLOSE);
      watch.close();
    }
  }
}
