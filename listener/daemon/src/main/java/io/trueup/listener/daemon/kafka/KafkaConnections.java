package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.hooks.DeliveryIntake;
import io.trueup.listener.engine.OpenResources;
import java.time.Duration;
import java.time.InstantSource;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that a daemon does with Kafka, each use on a thread of its own. The daemon works without it:
 * what does not work is told to the health and retried.
 */
public final class KafkaConnections implements AutoCloseable {

  /** The name of taking deliveries, in the status. */
  static final String DELIVERIES = "deliveries";

  private final @Nullable RecordIntake intake;
  private final @Nullable KafkaLoop deliveries;

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

  private KafkaConnections(@Nullable RecordIntake intake, @Nullable KafkaLoop deliveries) {
    this.intake = intake;
    this.deliveries = deliveries;
  }

  /** Starts what the configuration asks for; waits for no broker. */
  public static KafkaConnections start(
      Configuration configuration,
      SecretReader secrets,
      InstantSource clock,
      Intake intake,
      Reports reports) {
    var kafka = configuration.kafka();
    if (kafka == null) {
      return new KafkaConnections(null, null);
    }
    var clients = new KafkaClients(kafka, secrets, clock);
    var sources = new RecordSources(kafka, configuration.sources(), intake.reader());
    if (sources.topics().isEmpty()) {
      return new KafkaConnections(null, null);
    }
    var records = new RecordIntake(sources, intake.intake(), configuration.hooks().maxBodySize());
    var lease = configuration.timing().lease();
    var loop =
        new KafkaLoop(
            DELIVERIES,
            () -> session(clients, sources, records, lease, reports),
            reports.health(),
            clients.failures());
    loop.start();
    return new KafkaConnections(records, loop);
  }

  private static DeliverySession session(
      KafkaClients clients,
      RecordSources sources,
      RecordIntake intake,
      Duration lease,
      Reports reports) {
    var opened = new OpenResources();
    try {
      var topics = sources.topics();
      var watched = new TreeSet<>(topics);
      watched.add(clients.configuration().deliveries().deadLetters());
      var watch = opened.add(new TopicWatch(clients.admin(), clients.failures(), watched));
      var letters =
          opened.add(
              new DeadLetters(
                  clients.producer(), clients.configuration().deliveries().deadLetters()));
      var consumer = opened.add(clients.consumer(clients.configuration().group(), lease));
      return new DeliverySession(
          new DeliverySession.Parts(consumer, letters, watch), topics, intake, reports);
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  @Override
  public void close() {
    if (deliveries != null) {
      deliveries.close();
    }
    if (intake != null) {
      intake.close();
    }
  }
}
