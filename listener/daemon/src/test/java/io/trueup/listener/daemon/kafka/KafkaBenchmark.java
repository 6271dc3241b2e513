package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.testing.kafka.Until;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import io.trueup.statestore.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures deliveries from a topic, and events to a topic: how many a second, and how long one
 * takes from its commit to a reader of the topic at 500 a second. A main class, no test.
 */
final class KafkaBenchmark extends KafkaFixture {

  private static final int DELIVERIES = 20_000;
  private static final int EVENTS = 50_000;
  private static final int PACED = 3_000;
  private static final Actor ANN = new Actor("ann", "127.0.0.1");

  @Override
  String more() {
    return "  events: {topic: %s-events}\n".formatted(own);
  }

  /** Prints what it measures. */
  public static void main(String[] arguments) throws Exception {
    new KafkaBenchmark().run();
    System.exit(0);
  }

  private void run() throws Exception {
    var database = TestPostgres.freshDatabase();
    var store =
        PostgresStateStore.open(
            new DatabaseSettings(
                database.jdbcUrl(),
                database.user(),
                database.password(),
                10,
                Duration.ofSeconds(10)));
    store.sources().declare(ACME);
    store.sources().declare(OPEN);
    topics(own, shared, dead, own + "-events");
    for (var i = 0; i < DELIVERIES; i++) {
      var _ = producer.send(push(own, "k" + i, "d-" + i));
    }
    producer.flush();
    var begin = System.nanoTime();
    start(configuration(), store, "daemon-1");
    Until.holds("deliveries", () -> counts.recorded.get() >= DELIVERIES);
    report("deliveries", DELIVERIES, begin);

    try (var connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var statement = connection.createStatement()) {
      begin = System.nanoTime();
      statement.execute(
          """
          INSERT INTO trueup.state_change (at, type, about, source, platform, data)
          SELECT clock_timestamp(), 'step.landed', 'platform:acme/P' || i %% 20, 'acme', 'P' || i %% 20,
                 '{"source":"acme","platform":"Live","rollout":1,"ordinal":1,"node":"Ingest/Live/S","action":"provision"}'
            FROM generate_series(1, %d) AS i
          """
              .formatted(EVENTS));
    }
    Until.holds("events", () -> counts.relayed.get() >= EVENTS);
    report("events", EVENTS, begin);
    latency(store);
  }

  private static void report(String what, int count, long begin) {
    var seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf("%d %s in %.1f s: %.0f a second%n", count, what, seconds, count / seconds);
  }

  private void latency(PostgresStateStore store) {
    var took = new ArrayList<Long>();
    var reader = Thread.ofPlatform().start(() -> read(took));
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
    var next = System.nanoTime();
    for (var i = 0; i < PACED; i++) {
      store.audit().append(ANN, AuditVerbs.PLATFORM_PAUSED, "platform:acme/P" + i % 20, "x");
      next += 2_000_000;
      LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
    }
    try {
      reader.join(TimeUnit.SECONDS.toMillis(20));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    var sorted = took.stream().sorted().toList();
    System.out.printf(
        "%d events, from the record to the reader: median %d ms, p99 %d ms%n",
        sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100));
  }

  private void read(List<Long> took) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        clients(configuration()).consumer(group + "-reader", Duration.ofSeconds(10))) {
      var topic = own + "-events";
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      while (took.size() < PACED) {
        for (var record : consumer.poll(Duration.ofMillis(50))) {
          var at =
              new String(record.headers().lastHeader("ce_time").value(), StandardCharsets.UTF_8);
          took.add(
              Duration.between(Instant.parse(at), InstantSource.system().instant()).toMillis());
        }
      }
    }
  }
}
