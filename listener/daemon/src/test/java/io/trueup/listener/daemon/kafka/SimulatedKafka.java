package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.daemon.hooks.DeliveryIntake;
import io.trueup.listener.daemon.hooks.HookPorts;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one process of the simulation does with Kafka: the sessions, the intake and the topic of
 * production, with clients of simulated brokers.
 */
public final class SimulatedKafka {

  /** The name of the reader of the topic of events. */
  public static final String READER = KafkaConnections.READER;

  private static final Configuration CONFIGURATION = configuration();
  private static final KafkaFailures FAILURES = new KafkaFailures(List.of("simulated"));

  private final SimulatedBrokers brokers;
  private final Machine machine;
  private final RecordIntake intake;
  private final KafkaConnections.Reports reports =
      new KafkaConnections.Reports(new KafkaFixture.Counts(), new KafkaHealth());
  private @Nullable DeliverySession session;
  private boolean isReading;
  private long token;

  /** The machine of the process. */
  public interface Machine {

    /** The process may die here, or sleep while others go on. */
    void between(String what);
  }

  /** A process that has just started. */
  public SimulatedKafka(
      SimulatedBrokers brokers, Machine machine, HookPorts ports, Threads threads) {
    this.brokers = brokers;
    this.machine = machine;
    this.intake =
        new RecordIntake(
            new RecordSources(
                Objects.requireNonNull(CONFIGURATION.kafka()),
                CONFIGURATION.sources(),
                KafkaFixture::source),
            new DeliveryIntake(ports, brokers.world::now),
            CONFIGURATION.hooks().maxBodySize(),
            threads);
  }

  private static Configuration configuration() {
    var yaml =
        """
        sources:
          acme:
            repository: https://github.com/acme/model.git
            branch: main
            webhook: {secrets: [{env: SECRET}]}
            kafka: {topic: %s}
        kafka:
          servers: ["simulated:9092"]
          tls: {mode: 'off'}
          deliveries: {dead-letters: %s}
        """
            .formatted(SimulatedInbox.TOPIC, SimulatedInbox.DEAD_LETTERS);
    var read =
        ConfigurationReader.read("t.yaml", Path.of("/"), yaml.getBytes(StandardCharsets.UTF_8));
    return Objects.requireNonNull(read.configuration());
  }

  /** The thread that takes deliveries goes on for a moment; it is one, and may be busy. */
  public void takeDeliveries() throws InterruptedException {
    if (isReading) {
      return;
    }
    isReading = true;
    try {
      var current = session;
      if (current == null) {
        session = open();
        session.begin(() -> {});
      } else {
        current.goOn(() -> {});
      }
    } catch (KafkaException | KafkaSetupException e) {
      brokers.world.tell("a session ends: " + e);
      Objects.requireNonNull(session).close();
      session = null;
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof Error death) {
        throw death;
      }
      throw e;
    } finally {
      isReading = false;
    }
  }

  private DeliverySession open() {
    var topics = List.of(SimulatedInbox.TOPIC, SimulatedInbox.DEAD_LETTERS);
    var letters = new SimulatedProducer(brokers, machine, () -> 0);
    var consumer = new SimulatedConsumer(brokers, machine);
    return new DeliverySession(
        new DeliverySession.Parts(
            consumer,
            new GroupMembership(consumer, "trueup", Duration.ofDays(1), this::nanoTime),
            new DeadLetters(letters, SimulatedInbox.DEAD_LETTERS),
            new TopicWatch(new Descriptions(), FAILURES, topics, this::nanoTime),
            new PartitionCounts(Map.of(), Set.of(), reports.health()),
            this::nanoTime),
        Set.of(SimulatedInbox.TOPIC),
        intake,
        reports);
  }

  private long nanoTime() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, brokers.world.now());
  }

  private final class Descriptions implements TopicWatch.Brokers {

    @Override
    public Map<String, CompletableFuture<TopicWatch.Described>> describe(
        Collection<String> topics) {
      var described = new TreeMap<String, CompletableFuture<TopicWatch.Described>>();
      for (var topic : topics) {
        var id =
            topic.equals(SimulatedInbox.TOPIC) ? brokers.inbox.id() : brokers.inbox.idOfLetters();
        described.put(
            topic,
            brokers.world.isMishap(20)
                ? CompletableFuture.failedFuture(new TimeoutException("No broker answers"))
                : CompletableFuture.completedFuture(new TopicWatch.Described(id, 1)));
      }
      return described;
    }

    @Override
    public void close() {}
  }

  /** The topic of events, for the process's relay. */
  public EventRelay.Destination events(StateStore store) {
    var topic =
        new EventTopic(
            new Producers(),
            new EventRecords(store.installation(), SimulatedOutbox.TOPIC),
            store.leases(),
            new PartitionCounts(Map.of(), Set.of(), reports.health()),
            reports);
    return new EventRelay.Destination() {

      @Override
      public void deliver(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
        token = lease.token();
        topic.deliver(changes, lease);
      }

      @Override
      public void abandon() {
        topic.abandon();
      }
    };
  }

  private final class Producers implements EventTopic.Brokers {

    @Override
    public String topic() {
      return SimulatedOutbox.TOPIC;
    }

    @Override
    public String problemOfTopic() {
      return brokers.world.isMishap(20) ? "No broker answers" : "";
    }

    @Override
    public Producer<byte[], byte[]> producer() {
      return new SimulatedProducer(brokers, machine, () -> token);
    }

    @Override
    public KafkaFailures failures() {
      return FAILURES;
    }
  }
}
