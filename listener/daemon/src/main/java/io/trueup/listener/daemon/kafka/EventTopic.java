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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * The topic that state changes go to. A process that sleeps past its lease cannot write between the
 * records of the next one: each begins with a newer epoch of one transactional producer, then
 * checks that it still has the lease, and the brokers refuse whoever has an older epoch. Safe for
 * any thread.
 */
final class EventTopic implements EventRelay.Destination, AutoCloseable {

  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final KafkaClients clients;
  private final String topic;
  private final EventRecords records;
  private final Leases leases;
  private final KafkaConnections.Reports reports;
  private final ReentrantLock one = new ReentrantLock();
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private volatile boolean isClosed;

  EventTopic(
      KafkaClients clients,
      String topic,
      EventRecords records,
      Leases leases,
      KafkaConnections.Reports reports) {
    this.clients = clients;
    this.topic = topic;
    this.records = records;
    this.leases = leases;
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
              .formatted(topic),
          e);
    } catch (KafkaException | KafkaSetupException e) {
      throw failed(clients.failures().sentence(e), e);
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
  private KafkaProducer<byte[], byte[]> producer(Lease lease) {
    var known = producer;
    if (known != null) {
      return known;
    }
    var problem = problemOfTopic();
    if (!problem.isEmpty()) {
      throw new KafkaSetupException(problem);
    }
    var made = clients.transactionalProducer(clients.configuration().group() + "-events");
    producer = made;
    made.initTransactions();
    // Only now: the next holder of the lease fences this producer before it writes.
    leases.requireHeld(lease);
    return made;
  }

  private String problemOfTopic() {
    try (var watch = new TopicWatch(clients.admin(), clients.failures(), List.of(topic))) {
      return watch.await().problem();
    }
  }

  /** In one transaction, so that nobody reads what a fenced process wrote. */
  private void send(KafkaProducer<byte[], byte[]> to, List<RecordedChange> changes)
      throws InterruptedException {
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
