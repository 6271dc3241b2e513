package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.kafka.RecordIntake.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records as a member of the group. An offset is committed only once every record before it
 * is in the state database or a dead letter. With each offset goes the id of its topic, so that the
 * offsets of a topic that was created again count for nothing. For one thread, except {@link
 * #wakeUp}.
 */
final class DeliverySession implements KafkaLoop.Session {

  private static final Logger LOG = LoggerFactory.getLogger(DeliverySession.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration POSTPONED = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final DeadLetters deadLetters;
  private final TopicWatch watch;
  private final RecordIntake intake;
  private final KafkaObserver observer;
  private final KafkaHealth health;
  private final GroupMembership membership;
  private final PartitionCounts partitions;
  private final Set<String> topics;
  private final LongSupplier nanoTime;

  /** Topics that were created again and are not read from their beginning yet. */
  private final Set<String> madeAnew = new TreeSet<>();

  /** Up to where records are handled and offsets are not committed, because of a rebalance. */
  private final Map<TopicPartition, Long> toCommit = new HashMap<>();

  /** When to read again after records were postponed; null when nothing is. */
  private @Nullable Long resumeAt;

  DeliverySession(
      Parts parts, Set<String> topics, RecordIntake intake, KafkaConnections.Reports reports) {
    this.consumer = parts.consumer();
    this.deadLetters = parts.deadLetters();
    this.watch = parts.watch();
    this.intake = intake;
    this.observer = reports.observer();
    this.health = reports.health();
    this.membership = parts.membership();
    this.partitions = parts.partitions();
    this.topics = new TreeSet<>(topics);
    this.nanoTime = parts.nanoTime();
  }

  /**
   * The clients of a session.
   *
   * @param nanoTime as of {@link System#nanoTime}
   */
  record Parts(
      Consumer<byte[], byte[]> consumer,
      GroupMembership membership,
      DeadLetters deadLetters,
      TopicWatch watch,
      PartitionCounts partitions,
      LongSupplier nanoTime) {}

  @Override
  public void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void work(Runnable worked) throws InterruptedException {
    try {
      begin(worked);
      while (true) {
        goOn(worked);
      }
    } catch (WakeupException _) {
      // The daemon stops.
    }
  }

  /** Joins the group. */
  void begin(Runnable worked) {
    tell(watch.await(), worked);
    consumer.subscribe(topics, new Assignments());
  }

  /** Handles the records that there are; waits a moment where there are none. */
  void goOn(Runnable worked) throws InterruptedException {
    var found = watch.look();
    if (found.isPresent()) {
      tell(found.get(), worked);
    }
    resume();
    handle(rewound(poll()));
  }

  private void tell(TopicWatch.Finding found, Runnable worked) {
    madeAnew.addAll(found.madeAnew());
    watch.partitions().forEach(partitions::seen);
    var problem = found.problem().isEmpty() ? membership.problem().orElse("") : found.problem();
    if (!problem.isEmpty()) {
      health.fails(KafkaConnections.DELIVERIES, problem);
    } else if (resumeAt == null) {
      health.works(KafkaConnections.DELIVERIES);
      worked.run();
    }
    measure();
  }

  private void measure() {
    var lags = new HashMap<String, Long>();
    for (var each : consumer.assignment()) {
      lags.merge(each.topic(), consumer.currentLag(each).orElse(0), Long::sum);
    }
    topics.forEach(topic -> observer.lags(topic, lags.getOrDefault(topic, 0L)));
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      LOG.warn(
          "The records at which reading went on are gone: {}. Reading starts at the oldest one;"
              + " deliveries that are known already change nothing",
          e.offsetOutOfRangePartitions());
      consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
    } catch (NoOffsetForPartitionException e) {
      consumer.seekToBeginning(e.partitions());
    }
    return ConsumerRecords.empty();
  }

  /**
   * A topic that was created again is read from its oldest record. What was read of it is left out:
   * an offset that is committed with the new id must not be behind records that were not read.
   */
  private List<ConsumerRecord<byte[], byte[]>> rewound(ConsumerRecords<byte[], byte[]> records) {
    var kept = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    records.forEach(kept::add);
    if (madeAnew.isEmpty()) {
      return kept;
    }
    var partitions =
        consumer.assignment().stream().filter(it -> madeAnew.contains(it.topic())).toList();
    LOG.warn(
        "Topics were deleted and created again: {}. Reading starts at their oldest records;"
            + " deliveries that are known already change nothing",
        madeAnew);
    kept.removeIf(it -> madeAnew.contains(it.topic()));
    toCommit.keySet().removeIf(it -> madeAnew.contains(it.topic()));
    madeAnew.clear();
    consumer.seekToBeginning(partitions);
    return kept;
  }

  private void handle(List<ConsumerRecord<byte[], byte[]>> all) throws InterruptedException {
    if (all.isEmpty()) {
      commit();
      return;
    }
    var outcomes = intake.take(all);
    var done = new Progress();
    var letters = new ArrayList<DeadLetters.Sent>();
    for (var i = 0; i < all.size(); i++) {
      var record = all.get(i);
      switch (outcomes.get(i)) {
        case Outcome.Recorded _ -> done.handled(record);
        case Outcome.Poison(var reason) -> {
          letters.add(deadLetters.send(record, reason));
          done.handled(record);
        }
        case Outcome.Retry _ -> done.postponed(record);
      }
    }
    keep(letters);
    toCommit.putAll(done.next());
    commit();
    observer.recorded(all.size() - letters.size() - done.postponedRecords());
    postpone(done);
  }

  private void keep(List<DeadLetters.Sent> letters) throws InterruptedException {
    for (var each : letters) {
      deadLetters.await(each);
      LOG.warn(
          "Put aside record {} of partition {} of topic '{}': {}",
          each.from().offset(),
          each.from().partition(),
          each.from().topic(),
          each.reason());
    }
    if (!letters.isEmpty()) {
      observer.putAside(letters.size());
    }
  }

  private void commit() {
    if (toCommit.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(
          toCommit.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      it -> new OffsetAndMetadata(it.getValue(), watch.id(it.getKey().topic())))));
      toCommit.clear();
    } catch (RebalanceInProgressException e) {
      // The next poll says which partitions stay here. It may find no records to commit besides.
      LOG.debug("The offsets are committed after the rebalance", e);
    } catch (CommitFailedException e) {
      // Another member reads them again, and finds them recorded.
      toCommit.clear();
      LOG.debug("The partitions went to another member before the offsets were committed", e);
    }
  }

  /** Reads postponed records again after a while; meanwhile the session stays in the group. */
  private void postpone(Progress done) {
    if (done.postponedRecords() > 0) {
      observer.postponed(done.postponedRecords());
      health.fails(
          KafkaConnections.DELIVERIES,
          "The state database does not record deliveries, so their records are read again");
      done.again()
          .forEach((partition, offset) -> {
            if (consumer.assignment().contains(partition)) {
              consumer.seek(partition, offset);
            }
          });
      consumer.pause(consumer.assignment());
      resumeAt = nanoTime.getAsLong() + POSTPONED.toNanos();
    }
  }

  private void resume() {
    if (resumeAt != null && nanoTime.getAsLong() - resumeAt >= 0) {
      resumeAt = null;
      consumer.resume(consumer.paused());
    }
  }

  /** How far each partition is handled. */
  private static final class Progress {
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<TopicPartition, Long> again = new HashMap<>();
    private int postponed;

    void handled(ConsumerRecord<?, ?> record) {
      var partition = new TopicPartition(record.topic(), record.partition());
      if (!again.containsKey(partition)) {
        next.put(partition, record.offset() + 1);
      }
    }

    void postponed(ConsumerRecord<?, ?> record) {
      postponed++;
      again.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    Map<TopicPartition, Long> next() {
      return next;
    }

    Map<TopicPartition, Long> again() {
      return again;
    }

    int postponedRecords() {
      return postponed;
    }
  }

  /** Starts at the oldest record where the committed offset is of a topic that is gone. */
  private final class Assignments implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // Of these, another member reads again what is not committed.
      toCommit.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (partitions.isEmpty()) {
        return;
      }
      var found = watch.await();
      madeAnew.addAll(found.madeAnew());
      if (partitions.stream().anyMatch(it -> watch.id(it.topic()).isEmpty())) {
        throw new KafkaSetupException(found.problem());
      }
      var committed = consumer.committed(Set.copyOf(partitions));
      var stale =
          partitions.stream()
              .filter(it -> {
                var offset = committed.get(it);
                return offset != null
                    && !offset.metadata().isEmpty()
                    && !offset.metadata().equals(watch.id(it.topic()));
              })
              .toList();
      if (!stale.isEmpty()) {
        LOG.warn(
            "The offsets of {} are of topics that were deleted and created again. Reading starts at"
                + " the oldest records; deliveries that are known already change nothing",
            stale);
        consumer.seekToBeginning(stale);
      }
    }
  }

  @Override
  public void close() {
    try {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    } finally {
      deadLetters.close();
      watch.close();
    }
  }
}
