package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.kafka.SimulatedKafka.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A member of the group. It hears of a rebalance when it polls, and what it commits before that is
 * refused. Nothing of its superclass is used except its having all the methods.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread plays everything
final class SimulatedConsumer extends MockConsumer<byte[], byte[]>
    implements Comparable<SimulatedConsumer> {

  private static final int MOST_RECORDS = 5;

  private final SimulatedBrokers brokers;
  private final SimulatedInbox inbox;
  private final Machine machine;
  private final int number;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Set<TopicPartition> paused = new HashSet<>();
  private @Nullable ConsumerRebalanceListener listener;
  private int generation = -1;

  SimulatedConsumer(SimulatedBrokers brokers, Machine machine) {
    super("none");
    this.brokers = brokers;
    this.inbox = brokers.inbox;
    this.machine = machine;
    this.number = inbox.newConsumer();
  }

  @Override
  public int compareTo(SimulatedConsumer other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    return "consumer " + number;
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener itsListener) {
    listener = itsListener;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    machine.between("polls");
    if (!inbox.isMember(this)) {
      lose(List.copyOf(assigned)); // it was silent for too long
    }
    inbox.heard(this);
    if (generation != inbox.generation()) {
      rejoin();
    }
    findPositions();
    return records();
  }

  private void rejoin() {
    generation = inbox.generation();
    var now = inbox.partitionsOf(this);
    lose(assigned.stream().filter(it -> !now.contains(it)).toList());
    var added = now.stream().filter(it -> !assigned.contains(it)).toList();
    assigned.addAll(added);
    try {
      if (listener != null) {
        listener.onPartitionsAssigned(added);
      }
    } catch (KafkaException | KafkaSetupException e) {
      throw new KafkaException("The listener failed", e); // as the client does
    }
  }

  private void lose(List<TopicPartition> partitions) {
    if (listener != null) {
      listener.onPartitionsRevoked(partitions);
    }
    partitions.forEach(assigned::remove);
    partitions.forEach(positions::remove);
    partitions.forEach(paused::remove);
  }

  private void findPositions() {
    var unknown = new ArrayList<TopicPartition>();
    for (var partition : assigned()) {
      var offset = inbox.committed(partition);
      if (offset == null && !positions.containsKey(partition)) {
        unknown.add(partition);
      } else if (offset != null) {
        positions.putIfAbsent(partition, offset.offset());
      }
    }
    if (!unknown.isEmpty()) {
      throw new NoOffsetForPartitionException(unknown);
    }
  }

  private ConsumerRecords<byte[], byte[]> records() {
    var found = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
    for (var partition : assigned()) {
      long from = Objects.requireNonNull(positions.get(partition));
      if (from > inbox.end(partition)) {
        throw new OffsetOutOfRangeException(Map.of(partition, from));
      }
      if (!paused.contains(partition)) {
        var read = inbox.read(partition, from, 1 + brokers.world.random().nextInt(MOST_RECORDS));
        positions.put(partition, from + read.size());
        if (!read.isEmpty()) {
          found.put(partition, read);
        }
      }
    }
    return new ConsumerRecords<>(found, Map.of());
  }

  /** In an order that is the same each time. */
  private List<TopicPartition> assigned() {
    return SimulatedInbox.PARTITIONS.stream().filter(assigned::contains).toList();
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Collections.unmodifiableSet(assigned);
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (offsets.isEmpty()) {
      return;
    }
    machine.between("commits offsets");
    if (!inbox.isMember(this)) {
      throw new CommitFailedException();
    }
    if (generation != inbox.generation()) {
      throw new RebalanceInProgressException();
    }
    mayTimeOut();
    inbox.commit(offsets);
    mayTimeOut();
  }

  private void mayTimeOut() {
    if (brokers.world.isMishap(30)) {
      throw new TimeoutException("No broker answers");
    }
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
    mayTimeOut();
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    partitions.forEach(it -> offsets.put(it, inbox.committed(it)));
    return offsets;
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    positions.put(partition, offset);
  }

  @Override
  public void seekToBeginning(Collection<TopicPartition> partitions) {
    partitions.forEach(it -> positions.put(it, 0L));
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    paused.addAll(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    paused.removeAll(Set.copyOf(partitions));
  }

  @Override
  public Set<TopicPartition> paused() {
    return Set.copyOf(paused);
  }

  @Override
  public OptionalLong currentLag(TopicPartition partition) {
    return OptionalLong.empty();
  }

  @Override
  public void close(CloseOptions options) {
    inbox.leave(this);
  }
}
