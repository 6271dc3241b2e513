package io.trueup.listener.daemon.kafka;

import io.trueup.listener.engine.OpenResources;
import io.trueup.statestore.Lease;
import io.trueup.statestore.Leases;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.change.RecordedChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes state changes on to a topic, in their order, as the only process that does. The lease says
 * which one; the position moves only as its holder, after the brokers have acknowledged. A process
 * that sleeps past its lease cannot write between those of the next one: each begins with a newer
 * epoch of one transactional producer, and the brokers refuse the older ones. For one thread,
 * except {@link #wakeUp}.
 */
final class RelaySession implements KafkaLoop.Session {

  private static final Logger LOG = LoggerFactory.getLogger(RelaySession.class);

  /** Its name among the readers of changes. */
  static final String READER = "kafka";

  private static final int BATCH = 2_000;
  private static final Duration IDLE = Duration.ofMillis(20);
  private static final Duration MEASURE = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final KafkaClients clients;
  private final Source source;
  private final String topic;
  private final CloudEvents events;
  private final KafkaConnections.Reports reports;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final OpenResources opened = new OpenResources();
  private long renewedAt;
  private @Nullable Long measuredAt;

  /**
   * Where changes come from.
   *
   * @param holder this process, in leases
   * @param length of the lease
   */
  record Source(StateChanges changes, Leases leases, String holder, Duration length) {}

  RelaySession(
      KafkaClients clients,
      Source source,
      String topic,
      CloudEvents events,
      KafkaConnections.Reports reports) {
    this.clients = clients;
    this.source = source;
    this.topic = topic;
    this.events = events;
    this.reports = reports;
  }

  @Override
  public void wakeUp() {
    closing.countDown();
  }

  @Override
  public void work(Runnable worked) throws InterruptedException {
    try {
      var lease = claim();
      if (lease == null) {
        return;
      }
      try {
        relay(lease, worked);
      } finally {
        source.leases().release(lease);
      }
    } catch (LostLeaseException | ProducerFencedException | InvalidProducerEpochException e) {
      LOG.info("Another process passes state changes on: {}", e.getMessage());
    } catch (StateStoreException e) {
      throw new KafkaSetupException(
          "The state database does not answer: %s".formatted(e.getMessage()));
    }
  }

  /** Waits until this process is the one that relays; null when it stops before. */
  private @Nullable Lease claim() throws InterruptedException {
    while (true) {
      var lease =
          source.leases().claim(StateChanges.resource(READER), source.holder(), source.length());
      if (lease.isPresent()) {
        renewedAt = System.nanoTime();
        return lease.get();
      }
      reports.health().works(KafkaConnections.EVENTS);
      if (isWokenWithin(source.length().dividedBy(4))) {
        return null;
      }
    }
  }

  private void relay(Lease lease, Runnable worked) throws InterruptedException {
    var found = watch();
    if (!found.problem().isEmpty()) {
      throw new KafkaSetupException(found.problem());
    }
    var producer = clients.transactionalProducer(transactions(), source.length());
    var _ = opened.add((AutoCloseable) () -> producer.close(CLOSE));
    producer.initTransactions();
    // Read as the holder: whoever held the lease before can no longer move it.
    var position = source.changes().register(READER, source.changes().range().first() - 1);
    reports.health().works(KafkaConnections.EVENTS);
    while (closing.getCount() > 0) {
      renew(lease);
      var batch = next(position);
      if (!batch.isEmpty()) {
        send(producer, batch);
        position = batch.getLast().position();
        source.changes().advance(lease, READER, position);
        reports.observer().relayed(batch.size());
        worked.run();
      } else if (isWokenWithin(IDLE)) {
        return;
      }
      measure(position);
    }
  }

  private TopicWatch.Finding watch() {
    try (var watch = new TopicWatch(clients.admin(), clients.failures(), List.of(topic))) {
      return watch.await();
    }
  }

  private String transactions() {
    return clients.configuration().group() + "-events";
  }

  private List<RecordedChange> next(long position) {
    var numbered = source.changes().after(position, BATCH);
    if (!numbered.isEmpty()) {
      return numbered;
    }
    return source.changes().number(BATCH) == 0 ? List.of() : source.changes().after(position, BATCH);
  }

  /** In one transaction, so that nothing of a process that lost its lease is ever read. */
  private void send(KafkaProducer<byte[], byte[]> producer, List<RecordedChange> batch)
      throws InterruptedException {
    producer.beginTransaction();
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (var change : batch) {
      sent.add(producer.send(events.of(change)));
    }
    producer.flush();
    for (var each : sent) {
      acknowledged(each);
    }
    producer.commitTransaction();
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

  private void renew(Lease lease) {
    var now = System.nanoTime();
    if (now - renewedAt >= source.length().toNanos() / 3) {
      source.leases().renew(lease, source.length());
      renewedAt = now;
    }
  }

  private void measure(long position) {
    var now = System.nanoTime();
    if (measuredAt == null || now - measuredAt >= MEASURE.toNanos()) {
      measuredAt = now;
      reports.observer().lags(topic, Math.max(0, source.changes().range().last() - position));
    }
  }

  private boolean isWokenWithin(Duration time) throws InterruptedException {
    return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    opened.close();
  }
}
