package io.trueup.listener.daemon.kafka;

import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.statestore.Lease;
import io.trueup.statestore.Leases;
import io.trueup.statestore.RecordedChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * The topic that state changes go to. A process that sleeps past its lease cannot write between the
 * records of the next one: each begins with a newer epoch of one transactional producer, then
 * checks that it still has the lease, and the brokers refuse a producer with an older epoch. Safe
 * for any thread.
 */
final class EventTopic implements EventRelay.Destination, AutoCloseable {

  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Brokers brokers;
  private final EventRecords records;
  private final Leases leases;
  private final PartitionCounts partitions;
  private final KafkaConnections.Reports reports;
  private final ReentrantLock one = new ReentrantLock();
  private @Nullable Producer<byte[], byte[]> producer;
  private volatile boolean isClosed;

  /** Who has the topic. */
  interface Brokers {

    /** The topic's name. */
    String topic();

    /** Why nothing can be sent to the topic, in one sentence; empty when something can. */
    String problemOfTopic();

    /** A producer of the one transactional id, which has not begun. */
    Producer<byte[], byte[]> producer();

    /** Says what failed. */
    KafkaFailures failures();
  }

  EventTopic(
      Brokers brokers,
      EventRecords records,
      Leases leases,
      PartitionCounts partitions,
      KafkaConnections.Reports reports) {
    this.brokers = brokers;
    this.records = records;
    this.leases = leases;
    this.partitions = partitions;
    this.reports = reports;
  }

  @Override
  public void deliver(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
    one.lock();
    try {
      if (isClosed) {
        throw new UndeliveredException("The daemon stops", null);
      }
      send(producer(lease), changes);
      reports.health().works(KafkaConnections.EVENTS);
      reports.observer().relayed(changes.size());
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw failed("Another process passes events on", e);
    } catch (RecordTooLargeException e) {
      throw failed(
          "An event is longer than topic '%s' allows. Raise its 'max.message.bytes'"
              .formatted(brokers.topic()),
          e);
    } catch (KafkaException | KafkaSetupException e) {
      throw failed(brokers.failures().sentence(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("The daemon stops", e);
    } catch (RuntimeException e) {
      drop();
      throw e;
    } finally {
      one.unlock();
    }
  }

  private UndeliveredException failed(String problem, Exception cause) {
    drop();
    if (!isClosed) {
      reports.health().fails(KafkaConnections.EVENTS, problem);
    }
    return new UndeliveredException(problem, cause);
  }

  /** The producer of this process, which fences those of all others when it is new. */
  private Producer<byte[], byte[]> producer(Lease lease) {
    var known = producer;
    if (known != null) {
      return known;
    }
    var problem = brokers.problemOfTopic();
    if (!problem.isEmpty()) {
      throw new KafkaSetupException(problem);
    }
    var made = brokers.producer();
    producer = made;
    made.initTransactions();
    // Only now: the next holder of the lease fences this producer before it writes.
    leases.requireHeld(lease);
    return made;
  }

  /** In one transaction, so that nobody reads what a fenced process wrote. */
  private void send(Producer<byte[], byte[]> to, List<RecordedChange> changes)
      throws InterruptedException {
    // What it chooses partitions by; it asks the brokers now and then, and not here.
    partitions.seen(brokers.topic(), to.partitionsFor(brokers.topic()).size());
    var toSend = changes.stream().map(records::of).toList();
    to.beginTransaction();
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (var each : toSend) {
      sent.add(to.send(each));
    }
    to.flush();
    for (var each : sent) {
      acknowledged(each);
    }
    to.commitTransaction();
  }

  private static void acknowledged(Future<RecordMetadata> answer) throws InterruptedException {
    try {
      answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException("Cannot send an event", e.getCause());
    }
  }

  @Override
  public void abandon() {
    one.lock();
    try {
      drop();
    } finally {
      one.unlock();
    }
  }

  private void drop() {
    var known = producer;
    producer = null;
    if (known != null) {
      known.close(isClosed ? Duration.ZERO : CLOSE);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    abandon();
  }
}
