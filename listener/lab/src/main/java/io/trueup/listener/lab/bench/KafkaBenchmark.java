package io.trueup.listener.lab.bench;

import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.lab.bench.EcosystemSpec.Format;
import io.trueup.listener.lab.demo.DaemonClient;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Measures a daemon that takes deliveries from a topic and sends events to another, on brokers that
 * run already. The daemon is a process of its own, over a Postgres on this machine.
 */
public final class KafkaBenchmark {

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final Secret HOOK = new Secret("bench-hook");
  private static final Actor BENCH = new Actor("bench", "");
  private static final int PARTITIONS = 3;

  /** While the writer and the reader, which are not measured, are compiled. */
  private static final int MOST_UNCOUNTED = 2_500;

  /** As in the aim: so many a second. */
  private static final long BETWEEN_PACED_NANOS = 2_000_000;

  private final Options options;
  private final @Nullable Path postgres;
  private final ProgressLog progress;
  private final String deliveries = "trueup-bench-git-" + UUID.randomUUID();
  private final String dead = deliveries + "-dead";
  private final String events = "trueup-bench-events-" + UUID.randomUUID();
  private final List<Figure> figures = new ArrayList<>();

  /**
   * What is measured.
   *
   * @param servers as in {@code bootstrap.servers}; without TLS and login
   * @param deliveries how many records of another branch, and how many of the followed one
   * @param events how many events at once
   * @param paced how many events at 500 a second
   */
  public record Options(String servers, int deliveries, int events, int paced) {}

  private KafkaBenchmark(Options options, @Nullable Path postgres, ProgressLog progress) {
    this.options = options;
    this.postgres = postgres;
    this.progress = progress;
  }

  /**
   * Measures, in a temporary folder and in topics that are removed afterwards.
   *
   * @param postgres where to unpack the embedded Postgres's programs; null for the folder
   * @throws BenchException when a measurement fails
   */
  public static BenchReport run(Options options, @Nullable Path postgres, PrintWriter progress) {
    var machine = MachineFacts.facts();
    var folder = Bench.temporaryFolder();
    var benchmark = new KafkaBenchmark(options, postgres, new ProgressLog(progress));
    try (var admin = admin(options.servers())) {
      benchmark.createTopics(admin);
      try {
        benchmark.measure(folder);
      } finally {
        var _ = admin.deleteTopics(benchmark.topics()).all();
      }
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    } catch (KafkaException e) {
      throw new BenchException(
          "Cannot use Kafka at %s: %s".formatted(options.servers(), e.getMessage()), e);
    } finally {
      Bench.delete(folder);
    }
    return new BenchReport(
        machine,
        Map.of(
            "load",
            "%,d deliveries of either branch, %,d events, %,d events at 500 a second"
                .formatted(options.deliveries(), options.events(), options.paced())),
        List.copyOf(benchmark.figures));
  }

  private static Admin admin(String servers) {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            servers,
            "request.timeout.ms",
            (int) ANSWER.toMillis(),
            "default.api.timeout.ms",
            (int) ANSWER.toMillis()));
  }

  private List<String> topics() {
    return List.of(deliveries, dead, events);
  }

  private void createTopics(Admin admin) {
    var wanted =
        topics().stream()
            .map(it -> new NewTopic(it, Optional.of(PARTITIONS), Optional.empty()))
            .toList();
    try {
      admin.createTopics(wanted).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new BenchException(
          "Cannot create topics at %s: %s".formatted(options.servers(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted", e);
    }
  }

  private void measure(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")));
        var state = SharedState.start(folder.resolve("postgres"), postgres)) {
      var head =
          new ModelRepository(git.createRepository("model", "main"))
              .commit("Declare everything", model(state).files());
      progress.log("starting a daemon");
      try (var daemon = start(folder.resolve("daemon"), git, state)) {
        daemon.awaitReady();
        await("the first version", state, "SELECT accepted FROM trueup.source", 1);
        deliveries(state);
        followedDeliveries(state, head);
        events(state);
        latency(state);
      }
    }
  }

  private static EcosystemGenerator model(SharedState state) {
    return new EcosystemGenerator(
        new EcosystemSpec(20, 5, 2, 20, 2, 0, 5, 2, 1, Format.YAML, "legacy"), state.port());
  }

  private ChildProcess start(Path folder, GitHttpServer git, SharedState state) throws IOException {
    Files.createDirectories(folder);
    secret(folder.resolve("password"), state.password().value());
    secret(folder.resolve("hook"), HOOK.value());
    var file =
        Files.writeString(
            folder.resolve("trueup.yaml"),
            """
            data-folder: data
            listen: {host: 127.0.0.1, port: 0}
            database: {url: "%s", user: %s, password: {file: password}, pool-size: 10}
            sources:
              bench:
                repository: '%s'
                branch: main
                poll-every: 1h
                webhook: {secrets: [{file: hook}]}
                kafka: {topic: %s}
            kafka:
              servers: [%s]
              tls: {mode: 'off'}
              group: %s
              deliveries: {dead-letters: %s}
              events: {topic: %s}
            """
                .formatted(
                    state.url(),
                    state.user(),
                    git.url("model"),
                    deliveries,
                    "'" + options.servers().replace(",", "', '") + "'",
                    deliveries,
                    dead,
                    events));
    var java = new ArrayList<>(ChildProcess.AS_DAEMON);
    java.add("-Xmx512m");
    return ChildProcess.start(java, DaemonsBenchmarkProcess.class, List.of(file.toString()));
  }

  private static void secret(Path file, String value) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, value);
  }

  /** Of a branch that is not followed: the daemon records them, and has no merges to judge. */
  private void deliveries(SharedState state) {
    progress.log("%,d deliveries".formatted(options.deliveries()));
    var before = state.number("SELECT count(*) FROM trueup.delivery");
    var began = System.nanoTime();
    var sent = send(new Push("other", "0a".repeat(20)), options.deliveries());
    await(
        "all deliveries",
        state,
        "SELECT count(*) FROM trueup.delivery",
        before + options.deliveries());
    add("kafka.deliveries", "deliveries recorded", options.deliveries(), began, sent);
  }

  /** Each asks for a check of the branch, and the daemon checks it meanwhile. */
  private void followedDeliveries(SharedState state, CommitId head) {
    progress.log("%,d deliveries of the followed branch".formatted(options.deliveries()));
    var began = System.nanoTime();
    var sent = send(new Push("main", head.value()), options.deliveries());
    await(
        "all deliveries of the followed branch",
        state,
        "SELECT count(*) FROM trueup.delivery WHERE verdict = 'ACCEPTED'",
        options.deliveries());
    add(
        "kafka.deliveries.followed",
        "deliveries recorded that ask for a check",
        options.deliveries(),
        began,
        sent);
  }

  /** What deliveries tell of. */
  private record Push(String branch, String commit) {}

  /** Returns how many were sent a second, which is the baseline. */
  private Figure send(Push push, int count) {
    var body =
        """
        {"ref":"refs/heads/%s","after":"%s","repository":{"id":1,"full_name":"northwind/model"}}
        """
            .formatted(push.branch(), push.commit())
            .getBytes(StandardCharsets.UTF_8);
    var signature = "sha256=" + DaemonClient.signature(body, HOOK);
    var began = System.nanoTime();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", options.servers(), "acks", "all", "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (var i = 0; i < count; i++) {
        var record = new ProducerRecord<byte[], byte[]>(deliveries, bytes("k" + i), body);
        record
            .headers()
            .add("Content-Type", bytes("application/json"))
            .add("X-GitHub-Event", bytes("push"))
            .add("X-GitHub-Delivery", bytes(push.branch() + "-" + i))
            .add("X-Hub-Signature-256", bytes(signature));
        var _ = producer.send(record);
      }
      producer.flush();
    }
    return rate("kafka.sent", "records that a producer sends", count, began);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void events(SharedState state) {
    progress.log("%,d events at once".formatted(options.events()));
    awaitRelayed(state);
    state.update(
        """
        INSERT INTO trueup.state_change (at, type, about, source, platform, data)
        SELECT clock_timestamp(), 'step.landed', 'platform:bench/P' || i %% 20, 'bench', 'P' || i %% 20,
               '{"source":"bench","platform":"Live","rollout":1,"ordinal":1,"node":"Ingest/Live/S","action":"provision"}'
          FROM generate_series(1, %d) AS i
        """
            .formatted(options.events()));
    var began = System.nanoTime();
    awaitRelayed(state);
    var sent = figures.stream().filter(it -> it.name().equals("kafka.sent")).findFirst();
    add("kafka.events", "events relayed", options.events(), began, sent.orElseThrow());
  }

  private static void awaitRelayed(SharedState state) {
    await(
        "all events",
        state,
        """
        SELECT CASE WHEN (SELECT count(*) FROM trueup.state_change) > 0
                     AND (SELECT max(position) FROM trueup.state_change)
                         = (SELECT position FROM trueup.change_reader WHERE name = 'kafka')
                     AND NOT EXISTS (SELECT FROM trueup.state_change WHERE position IS NULL)
                    THEN 1 ELSE 0 END
        """,
        1);
  }

  /** Another process than the daemon commits the changes, so the daemon has to find them. */
  private void latency(SharedState state) {
    progress.log("%,d events at 500 a second".formatted(options.paced()));
    var settings =
        new DatabaseSettings(
            state.url(), state.user(), state.password().value(), 2, Duration.ofSeconds(10));
    try (var store = PostgresStateStore.open(settings);
        var consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", options.servers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      var partitions = new ArrayList<TopicPartition>();
      for (var partition = 0; partition < PARTITIONS; partition++) {
        partitions.add(new TopicPartition(events, partition));
      }
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      var writer = Thread.ofPlatform().start(() -> writePaced(store));
      var took = read(consumer);
      writer.join();
      figures.add(
          Figure.of("kafka.event.p50", "from its record to a reader", took.millis(50), "ms"));
      figures.add(
          Figure.of("kafka.event.p99", "from its record to a reader", took.millis(99), "ms"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted", e);
    }
  }

  private void writePaced(PostgresStateStore store) {
    var next = System.nanoTime();
    for (var i = 0; i < uncounted() + options.paced(); i++) {
      var about = "platform:bench/P" + i % 20;
      store.audit().append(BENCH, AuditVerbs.PLATFORM_PAUSED, about, "a measurement");
      next += BETWEEN_PACED_NANOS;
      LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
    }
  }

  private DurationSamples read(KafkaConsumer<byte[], byte[]> consumer) {
    var took = new ArrayList<Long>();
    var deadline = System.nanoTime() + LONGEST.toNanos();
    while (took.size() < uncounted() + options.paced()) {
      if (System.nanoTime() > deadline) {
        throw new BenchException("Timed out waiting for events at the reader", null);
      }
      for (var record : consumer.poll(Duration.ofMillis(20))) {
        var time = record.headers().lastHeader("ce_time");
        var at = Instant.parse(new String(time.value(), StandardCharsets.UTF_8));
        took.add(Duration.between(at, BenchVersions.now()).toNanos());
      }
    }
    return DurationSamples.of(took.subList(uncounted(), took.size()));
  }

  private int uncounted() {
    return Math.min(MOST_UNCOUNTED, options.paced());
  }

  private static void await(String what, SharedState state, String query, long atLeast) {
    var deadline = System.nanoTime() + LONGEST.toNanos();
    while (state.number(query) < atLeast) {
      if (System.nanoTime() > deadline) {
        throw new BenchException("Timed out waiting for " + what, null);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static Figure rate(String name, String what, int count, long began) {
    return Figure.of(name, what, count / ((System.nanoTime() - began) / 1e9), "1/s");
  }

  private void add(String name, String what, int count, long began, Figure baseline) {
    var figure = rate(name, what, count, began);
    if (figures.stream().noneMatch(it -> it.name().equals(baseline.name()))) {
      figures.add(baseline);
    }
    figures.add(figure.relativeTo(baseline));
  }
}
