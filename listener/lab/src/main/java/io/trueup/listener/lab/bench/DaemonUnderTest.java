package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.Daemon;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.lab.demo.DaemonClient;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.RandomSecrets;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A daemon in this process that follows one repository, with an embedded Postgres. */
final class DaemonUnderTest implements AutoCloseable {

  static final SourceId SOURCE = new SourceId("bench");

  private static final Duration TIMEOUT = Duration.ofMinutes(8);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(2);
  private static final String DATA = "data";

  private final Daemon daemon;
  private final StateStore store;
  private final EmbeddedPostgres postgres;
  private final DaemonClient client;
  private final Secret hookSecret;
  private final Path dataFolder;
  private int deliveries;

  private DaemonUnderTest(
      Path folder,
      Daemon daemon,
      StateStore store,
      EmbeddedPostgres postgres,
      DaemonClient client,
      Secret hookSecret) {
    this.daemon = daemon;
    this.store = store;
    this.postgres = postgres;
    this.client = client;
    this.hookSecret = hookSecret;
    this.dataFolder = folder.resolve(DATA);
  }

  /** Starts a daemon in its own folder; its database for the platforms' tables is empty. */
  static DaemonUnderTest start(Path folder, String repository, ProcessEnvironment environment) {
    var hookSecret = new Secret(RandomSecrets.hex(20));
    var daemon = Daemon.start(configuration(folder, repository, hookSecret), environment);
    try {
      var store = daemon.opened().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      var postgres =
          Objects.requireNonNull(
              daemon.embeddedPostgres(), "The configuration must use the embedded Postgres");
      postgres.createDatabase(EcosystemGenerator.DATABASE);
      var credential = folder.resolve("credentials").resolve(EcosystemGenerator.CREDENTIAL);
      Files.createDirectories(credential);
      write(credential.resolve("username"), postgres.superuser());
      write(credential.resolve("password"), postgres.password());
      var token = Files.readString(folder.resolve(DATA).resolve("operator.token")).strip();
      var server = URI.create("http://127.0.0.1:" + daemon.port());
      var client = new DaemonClient(server, new Secret(token));
      return new DaemonUnderTest(folder, daemon, store, postgres, client, hookSecret);
    } catch (ExecutionException | TimeoutException | IOException e) {
      daemon.close();
      throw new BenchException("Cannot start the daemon: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      daemon.close();
      throw new BenchException("Interrupted while starting the daemon", e);
    }
  }

  private static Configuration configuration(Path folder, String repository, Secret hookSecret) {
    var text =
        """
        data-folder: data
        listen: {host: 127.0.0.1, port: 0}
        credentials: credentials
        timing: {git-timeout: 5m}
        sources:
          %s:
            repository: %s
            branch: main
            poll-every: 1h
            webhook: {secrets: [{file: hook-secret}]}
        """
            .formatted(SOURCE, repository);
    try {
      Files.createDirectories(folder);
      // The embedded Postgres may run as another user, and the launcher's umask shuts others out.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      write(folder.resolve("hook-secret"), hookSecret.value());
    } catch (IOException e) {
      throw new BenchException("Cannot write into %s: %s".formatted(folder, e.getMessage()), e);
    }
    var read =
        ConfigurationReader.read("trueup.yaml", folder, text.getBytes(StandardCharsets.UTF_8));
    var configuration = read.configuration();
    if (configuration == null) {
      throw new IllegalStateException(
          "The benchmark's configuration has problems: " + read.problems());
    }
    return configuration;
  }

  private static void write(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret);
  }

  StateStore store() {
    return store;
  }

  DaemonClient client() {
    return client;
  }

  Secret hookSecret() {
    return hookSecret;
  }

  /** The daemon's data folder. */
  Path dataFolder() {
    return dataFolder;
  }

  int postgresPort() {
    return postgres.port();
  }

  String superuser() {
    return postgres.superuser();
  }

  Secret password() {
    return new Secret(postgres.password());
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(daemon.port(), path));
  }

  /** Announces a push as a forge does, and requires the answer 202. */
  void announce(String commit) {
    var id = "merge-%d".formatted(++deliveries);
    var reply = client.deliverPush(SOURCE.value(), id, commit, hookSecret);
    if (reply.status() != 202) {
      throw new BenchException(
          "Cannot deliver a push: the daemon answered %d: %s"
              .formatted(reply.status(), reply.body()),
          null);
    }
  }

  /** Waits until every platform's target is at least a version, which must be accepted. */
  void awaitTargets(long version) {
    await(
        "every target to reach version " + version,
        () -> {
          var platforms = store.platforms().all();
          var isReached =
              !platforms.isEmpty()
                  && platforms.stream().allMatch(it -> it.target().version() >= version);
          if (!isReached) {
            requireNoRejection(version);
          }
          return isReached;
        });
  }

  private void requireNoRejection(long version) {
    store
        .versions()
        .find(SOURCE, version)
        .filter(it -> !it.accepted())
        .ifPresent(it -> {
          throw new BenchException(
              "The generated model is rejected: " + it.problems().getFirst(), null);
        });
  }

  /** Waits until a version has a verdict, accepted or rejected. */
  void awaitVerdict(long version) {
    await("the verdict of version %d".formatted(version), () -> hasVerdict(version));
  }

  boolean hasVerdict(long version) {
    return store.versions().find(SOURCE, version).isPresent();
  }

  /** Waits until every platform has realized its merged version. */
  void awaitRealized() {
    await(
        "every platform to realize its merged version",
        () ->
            store.platforms().all().stream()
                .allMatch(it -> it.realized().version() == it.merged().version()));
  }

  /** Waits until every platform waits for a gate of a kind. */
  void awaitWaiting(GateKind kind) {
    await(
        "every platform to wait for a gate",
        () ->
            store.platforms().all().stream()
                .allMatch(it -> it.waiting() != null && it.waiting().kind().equals(kind.text())));
  }

  private static void await(String what, BooleanSupplier condition) {
    var deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            "Timed out after %d s waiting for %s".formatted(TIMEOUT.toSeconds(), what), null);
      }
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
  }

  /** The single value of a query of the state database, as text. */
  String queryValue(String query) {
    return queryColumn(query).getFirst();
  }

  /** The first column of a query of the state database, as texts. */
  List<String> queryColumn(String query) {
    var properties = new Properties();
    properties.setProperty("user", postgres.superuser());
    properties.setProperty("password", postgres.password());
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl("trueup"), properties);
        var statement = connection.prepareStatement(query);
        var rows = statement.executeQuery()) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
      return values;
    } catch (SQLException e) {
      throw new BenchException("Cannot query the state database: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
    daemon.close();
  }
}
