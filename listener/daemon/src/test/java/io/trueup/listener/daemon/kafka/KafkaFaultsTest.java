package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.testing.kafka.BrokerProcesses;
import io.trueup.listener.daemon.testing.kafka.JavaProcess;
import io.trueup.listener.daemon.testing.kafka.Until;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two daemons and three brokers, each a process that is killed or stopped at random moments during
 * bursts, and the network between them, which is cut, swallows everything or loses the answers:
 * every accepted record becomes a delivery, and every state change an event, those of each platform
 * in order. The changes are entries of the audit, which need no engine; {@code KafkaStoryTest},
 * beside the program, has merges and whole daemons. Each kind of fault happens once; {@code
 * -Dtrueup.kafka.faults=100} has more faults, {@code -Dtrueup.kafka.outage=60s} keeps all brokers
 * dead for a minute once, {@code -Dtrueup.kafka.kinds=DAEMON_KILLED} has only such, and {@code
 * -Dtrueup.kafka.seed=42} repeats the choice.
 */
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class KafkaFaultsTest {

  private static final int FAULTS =
      Integer.getInteger("trueup.kafka.faults", KafkaFaults.Kind.values().length);
  private static final long SEED = Long.getLong("trueup.kafka.seed", 1);
  private static final Duration OUTAGE =
      Duration.parse("PT" + System.getProperty("trueup.kafka.outage", "1s"));
  private static final List<KafkaFaults.Kind> KINDS =
      Optional.ofNullable(System.getProperty("trueup.kafka.kinds"))
          .map(it -> Arrays.stream(it.split(",", -1)).map(KafkaFaults.Kind::valueOf).toList())
          .orElse(List.of(KafkaFaults.Kind.values()));
  private static final Actor ANN = new Actor("ann", "127.0.0.1");
  private static final SourceId ACME = new SourceId("acme");
  private static final Duration LEASE = Duration.ofSeconds(2);

  @TempDir Path folder;

  private final TestDatabase database = TestPostgres.migratedDatabase();
  private final PostgresStateStore store =
      PostgresStateStore.open(
          new DatabaseSettings(
              database.jdbcUrl(), database.user(), database.password(), 4, Duration.ofSeconds(10)));
  private final BrokerProcesses brokers = BrokerProcesses.startBehindProxies(3);
  private final List<JavaProcess> daemons = new ArrayList<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private volatile boolean isOver;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();

  @AfterEach
  void stopAll() {
    isOver = true;
    daemons.forEach(JavaProcess::kill);
    brokers.close();
    store.close();
    database.close();
  }

  private void createTopics() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", brokers.servers()))) {
      var topics = new ArrayList<NewTopic>();
      for (var name : List.of("git", "dead", "events")) {
        topics.add(new NewTopic(name, Optional.of(3), Optional.empty()));
      }
      admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
    }
  }

  private void startDaemons() throws Exception {
    var file = folder.resolve("trueup.yaml");
    Files.writeString(
        file,
        """
        sources:
          acme:
            repository: https://github.com/acme/model.git
            branch: main
            webhook: {secrets: [{env: SECRET}]}
            kafka: {topic: git}
        timing: {lease: %ds}
        kafka:
          servers: [%s]
          tls: {mode: 'off'}
          deliveries: {dead-letters: dead}
          events: {topic: events}
        """
            .formatted(LEASE.toSeconds(), KafkaFixture.quoted(brokers.proxiedServers())));
    for (var i = 1; i <= 2; i++) {
      var daemon =
          new JavaProcess(
              folder.resolve("daemon-%d.txt".formatted(i)),
              List.of(
                  DaemonToKill.class.getName(),
                  file.toString(),
                  "daemon-" + i,
                  database.jdbcUrl(),
                  database.user(),
                  database.password()));
      daemon.start();
      daemons.add(daemon);
    }
  }

  /** Sends deliveries all the time; those count that the brokers acknowledged. */
  private void sendDeliveries() {
    try (var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                brokers.proxiedServers(),
                "acks",
                "all",
                "max.block.ms",
                120_000,
                // A record that waits for longer is none that was accepted; progress is not.
                "request.timeout.ms",
                10_000,
                "delivery.timeout.ms",
                30_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (var i = 0; !isOver; i++) {
        var id = "d-" + i;
        var _ =
            producer.send(
                KafkaFixture.push("git", "k" + i % 10, id),
                (_, failure) -> {
                  if (failure == null) {
                    accepted.add(id);
                  }
                });
        sent.incrementAndGet();
        pause(10);
      }
      producer.flush();
    }
  }

  private void makeChanges() {
    for (var i = 0; !isOver; i++) {
      store.audit().append(ANN, AuditVerbs.PLATFORM_PAUSED, "platform:acme/P" + i % 5, "c" + i);
      changes.incrementAndGet();
      pause(10);
    }
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void losesNothingAndKeepsEachPlatformsOrder() throws Exception {
    store.sources().declare(ACME);
    createTopics();
    startDaemons();
    var sender = Thread.ofPlatform().start(this::sendDeliveries);
    var changer = Thread.ofPlatform().start(this::makeChanges);
    await("the first", () -> countDeliveries() > 0 && relayed() > 0);

    var random = new Random(SEED);
    var faults = new KafkaFaults(brokers, daemons, List.of("git", "events"), random, OUTAGE);
    var begun = System.nanoTime();
    for (var kind : faults.order(FAULTS, KINDS)) {
      var what = faults.happen(kind);
      if (random.nextBoolean()) {
        awaitProgress(); // else the next fault meets daemons that still recover from this one
      }
      System.out.printf(
          "seed %d, after %d s: %s; accepted %d, changes %d%n",
          SEED,
          Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
          what,
          accepted.size(),
          changes.get());
    }
    isOver = true;
    sender.join();
    changer.join();

    await("all deliveries", () -> countDeliveries() >= accepted.size() && hasAll());
    await("all events", () -> relayed() == changes.get());
    assertThat(newlyRecorded()).as("seed %d", SEED).doesNotHaveDuplicates();
    assertThat(accepted).as("seed %d", SEED).hasSizeGreaterThan(100);
    var positions = eventsByKey();
    assertThat(positions.values().stream().flatMap(List::stream).collect(Collectors.toSet()))
        .as("seed %d", SEED)
        .isEqualTo(LongStream.rangeClosed(1, changes.get()).boxed().collect(Collectors.toSet()));
    positions.forEach((key, all) -> assertThat(all).as("seed %d, %s", SEED, key).isSorted());
  }

  private void await(String what, BooleanSupplier condition) {
    try {
      Until.holds(
          what,
          () -> {
            pause(200); // what is asked is costly
            return condition.getAsBoolean();
          });
    } catch (AssertionError e) {
      throw new AssertionError("%s, seed %d:%n%s".formatted(e.getMessage(), SEED, logs()), e);
    }
  }

  /** How far everything came, and what the daemons do and said last. */
  private String logs() {
    var logs =
        new StringBuilder(
            "sent %d, accepted %d, deliveries %d; changes %d, relayed %d%n"
                .formatted(
                    sent.get(), accepted.size(), countDeliveries(), changes.get(), relayed()));
    for (var i = 1; i <= 2; i++) {
      logs.append("daemon ").append(i).append('\n').append(daemons.get(i - 1).threads());
      try {
        var lines = Files.readAllLines(folder.resolve("daemon-%d.txt".formatted(i)));
        lines
            .subList(Math.max(0, lines.size() - 20), lines.size())
            .forEach(it -> logs.append(it).append('\n'));
      } catch (IOException e) {
        logs.append(e).append('\n');
      }
    }
    return logs.toString();
  }

  /** Both ways work again. */
  private void awaitProgress() {
    var deliveries = countDeliveries();
    var events = relayed();
    await("progress", () -> countDeliveries() > deliveries && relayed() > events);
  }

  private boolean hasAll() {
    return new HashSet<>(newlyRecorded()).containsAll(accepted);
  }

  /** The ids of deliveries that were none of another one's repetitions. */
  private List<String> newlyRecorded() {
    return store.deliveries().newest(ACME, 10_000_000).stream()
        .filter(it -> it.verdict() == Delivery.Verdict.ACCEPTED)
        .map(Delivery::deliveryId)
        .toList();
  }

  private long countDeliveries() {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var counted =
            statement.executeQuery("SELECT count(*) FROM trueup.delivery WHERE first IS NULL")) {
      counted.next();
      return counted.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long relayed() {
    return store.changes().readers().getOrDefault(KafkaConnections.READER, 0L);
  }

  /** The positions of each key in the order of its partition, without repetitions. */
  private Map<String, List<Long>> eventsByKey() {
    var byKey = new HashMap<String, List<Long>>();
    var seen = new HashSet<Long>();
    for (var event : KafkaFixture.readUntil(brokers.servers(), "events", changes.get())) {
      var position = Long.parseLong(KafkaFixture.header(event, "ce_trueupposition"));
      if (seen.add(position)) {
        byKey.computeIfAbsent(event.key(), _ -> new ArrayList<>()).add(position);
      }
    }
    return byKey;
  }
}
