package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.hooks.DeliveryIntake;
import io.trueup.listener.daemon.hooks.HookPorts;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a daemon does with Kafka and its database, as a process of its own. */
final class DaemonToKill {

  private DaemonToKill() {}

  /** Works until it is killed: configuration, holder, JDBC URL, user, password. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var file = Path.of(arguments[0]);
    var configuration =
        Objects.requireNonNull(
            ConfigurationReader.read("t.yaml", Path.of("/"), Files.readAllBytes(file))
                .configuration());
    var settings =
        new DatabaseSettings(arguments[2], arguments[3], arguments[4], 4, Duration.ofSeconds(10));
    var store = PostgresStateStore.open(settings);
    var ports =
        new HookPorts(_ -> Optional.empty(), store.deliveries(), store.audit(), _ -> {}, _ -> {});
    var health = new KafkaHealth();
    var daemon = RelayingDaemon.of(store, arguments[1], configuration.timing().lease());
    var _ =
        KafkaConnections.start(
            configuration,
            new KafkaConnections.Outside(
                store,
                daemon::relay,
                new SecretReader(_ -> KafkaFixture.SECRET),
                InstantSource.system()),
            new KafkaConnections.Intake(
                new DeliveryIntake(ports, InstantSource.system()), KafkaFixture::source),
            new KafkaConnections.Reports(new KafkaFixture.Counts(), health));
    var never = new CountDownLatch(1);
    while (!never.await(2, TimeUnit.SECONDS)) {
      System.out.println(health.problems());
    }
  }
}
