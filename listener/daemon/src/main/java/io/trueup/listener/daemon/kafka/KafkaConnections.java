package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.hooks.DeliveryIntake;
import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.statestore.StateStore;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All that a daemon does with Kafka, each use on a thread of its own. The daemon works without it:
 * what does not work is told to the health and retried.
 */
public final class KafkaConnections implements AutoCloseable {

  /** The name of taking deliveries, in the status. */
  static final String DELIVERIES = "deliveries";

  /** The name of passing state changes on, in the status. */
  static final String EVENTS = "events";

  /** The name of this destination among the readers of state changes. */
  public static final String READER = "kafka";

  /** How many state changes go into one transaction at most. */
  public static final int BATCH = 2_000;

  private final OpenResources uses = new OpenResources();

  /** Whom the uses of Kafka tell what happens. */
  public record Reports(KafkaObserver observer, KafkaHealth health) {}

  /**
   * What comes from Kafka goes here.
   *
   * @param intake of deliveries
   * @param reader makes what reads the records of a source
   */
  public record Intake(
      DeliveryIntake intake, Function<Configuration.Source, RecordSource> reader) {}

  /**
   * What surrounds the connections.
   *
   * @param relay begins to pass state changes on to a destination
   */
  public record Outside(
      StateStore store,
      Consumer<EventRelay.Destination> relay,
      SecretReader secrets,
      InstantSource clock) {}

  private KafkaConnections() {}

  /**
   * Why no connection could be made although the configuration is well-formed, such as a missing
   * secret or an expired certificate; asks no broker.
   */
  public static Optional<String> problem(
      Configuration configuration, SecretReader secrets, InstantSource clock) {
    var kafka = configuration.kafka();
    if (kafka == null) {
      return Optional.empty();
    }
    try {
      var _ = new KafkaClients(kafka, secrets, clock).connection();
      return Optional.empty();
    } catch (KafkaSetupException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Starts what the configuration asks for; waits for no broker. */
  public static KafkaConnections start(
      Configuration configuration, Outside process, Intake intake, Reports reports) {
    var connections = new KafkaConnections();
    var kafka = configuration.kafka();
    if (kafka != null) {
      var clients = new KafkaClients(kafka, process.secrets(), process.clock());
      var sources = new RecordSources(kafka, configuration.sources(), intake.reader());
      if (!sources.topics().isEmpty()) {
        connections.takeDeliveries(configuration, clients, sources, intake, reports);
      }
      if (kafka.events() != null) {
        connections.relay(configuration, clients, process, reports);
      }
    }
    return connections;
  }

  private void takeDeliveries(
      Configuration configuration,
      KafkaClients clients,
      RecordSources sources,
      Intake intake,
      Reports reports) {
    var maxBodySize = configuration.hooks().maxBodySize();
    var records = new RecordIntake(sources, intake.intake(), maxBodySize, new JdkThreads());
    var lease = configuration.timing().lease();
    var topics = sources.topics();
    var partitions = PartitionCounts.of(configuration, reports.health());
    start(
        DELIVERIES,
        () -> {
          var opened = new OpenResources();
          try {
            var deadLetters = clients.configuration().deliveries().deadLetters();
            var watched = new TreeSet<>(topics);
            watched.add(deadLetters);
            var watch = opened.add(clients.watch(watched));
            var letters = opened.add(new DeadLetters(clients.producer(), deadLetters));
            var group = clients.configuration().group();
            var consumer = opened.add(clients.consumer(group, lease));
            var membership =
                new GroupMembership(consumer, group, KafkaClients.session(lease), System::nanoTime);
            return new DeliverySession(
                new DeliverySession.Parts(
                    consumer, membership, letters, watch, partitions, System::nanoTime),
                topics,
                records,
                reports);
          } catch (RuntimeException e) {
            opened.closeAfter(e);
            throw e;
          }
        },
        clients,
        reports);
  }

  private void relay(
      Configuration configuration, KafkaClients clients, Outside process, Reports reports) {
    var topic = Objects.requireNonNull(clients.configuration().events());
    var records = new EventRecords(process.store().installation(), topic);
    var destination =
        uses.add(
            new EventTopic(
                new EventProducers(clients, topic),
                records,
                process.store().leases(),
                PartitionCounts.of(configuration, reports.health()),
                reports));
    process.relay().accept(destination);
  }

  private void start(String use, KafkaLoop.Opener opener, KafkaClients clients, Reports reports) {
    uses.add(new KafkaLoop(use, opener, reports.health(), clients.failures())).start();
  }

  @Override
  public void close() {
    uses.close();
  }
}
