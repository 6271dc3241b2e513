package io.trueup.listener.lab.demo;

import io.trueup.listener.daemon.Daemon;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RandomSecrets;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The demo's parts: a git server, a daemon with its Postgres, a warehouse, a developer's clone. */
final class DemoEnvironment implements AutoCloseable {

  static final SourceId SOURCE = new SourceId("northwind");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final GitHttpServer git;
  private final Daemon daemon;
  private final StateStore store;
  private final WarehouseDatabase warehouse;
  private final DemoRepository repository;
  private final DaemonClient client;
  private final Secret hookSecret;

  private DemoEnvironment(
      GitHttpServer git,
      Daemon daemon,
      StateStore store,
      WarehouseDatabase warehouse,
      DemoRepository repository,
      DaemonClient client,
      Secret hookSecret) {
    this.git = git;
    this.daemon = daemon;
    this.store = store;
    this.warehouse = warehouse;
    this.repository = repository;
    this.client = client;
    this.hookSecret = hookSecret;
  }

  /** Starts all parts in a folder. */
  static DemoEnvironment start(Path folder, ProcessEnvironment environment) {
    var served = makeFolder(folder.resolve("git"));
    DemoRepository.createBare(served.resolve("model.git"));
    var git = GitHttpServer.serve(served);
    var origin = git.url("model");
    var hookSecret = random();
    var configuration = configuration(folder, origin, hookSecret);
    var daemon = Daemon.start(configuration, environment);
    var store = opened(daemon);
    var postgres =
        Objects.requireNonNull(
            daemon.embeddedPostgres(), "The configuration must use the embedded Postgres");
    var password = random();
    var warehouse = WarehouseDatabase.create(postgres, password);
    writeCredential(folder, password);
    var repository = DemoRepository.initialize(folder.resolve("clone"), origin);
    prepareModel(repository, postgres);
    var token = new Secret(read(configuration.dataFolder().resolve("operator.token")));
    var client = new DaemonClient(URI.create("http://127.0.0.1:" + daemon.port()), token);
    return new DemoEnvironment(git, daemon, store, warehouse, repository, client, hookSecret);
  }

  private static void prepareModel(DemoRepository repository, EmbeddedPostgres postgres) {
    SampleModel.copyTo(repository.folder());
    repository.edit("usa/data-office.yaml", "port: 5432", "port: " + postgres.port());
  }

  private static Path makeFolder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DemoException("Cannot create %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static Secret random() {
    return new Secret(RandomSecrets.hex(20));
  }

  private static Configuration configuration(Path folder, String origin, Secret hookSecret) {
    write(folder.resolve("hook-secret"), hookSecret.value());
    var text =
        """
        data-folder: data
        listen: {host: 127.0.0.1, port: 0, public-status-page: true}
        credentials: credentials
        sources:
          northwind:
            repository: %s
            branch: main
            webhook: {secrets: [{file: hook-secret}]}
        """
            .formatted(origin);
    write(folder.resolve("trueup.yaml"), text);
    var read =
        ConfigurationReader.read("trueup.yaml", folder, text.getBytes(StandardCharsets.UTF_8));
    var configuration = read.configuration();
    if (configuration == null) {
      throw new IllegalStateException("The demo's configuration has problems: " + read.problems());
    }
    return configuration;
  }

  private static void writeCredential(Path folder, Secret password) {
    var credential = makeFolder(folder.resolve("credentials").resolve("warehouse"));
    write(credential.resolve("username"), WarehouseDatabase.USER);
    write(credential.resolve("password"), password.value());
  }

  private static void write(Path file, String text) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new DemoException("Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new DemoException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static StateStore opened(Daemon daemon) {
    try {
      return daemon.opened().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      daemon.close();
      throw new DemoException("Cannot start the daemon; its log above says why", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("Interrupted while starting the daemon", e);
    }
  }

  DemoRepository repository() {
    return repository;
  }

  DaemonClient client() {
    return client;
  }

  Secret hookSecret() {
    return hookSecret;
  }

  StateStore store() {
    return store;
  }

  WarehouseDatabase warehouse() {
    return warehouse;
  }

  int port() {
    return daemon.port();
  }

  String origin() {
    return git.url("model");
  }

  /** Waits until the daemon has checked a version and no platform has steps left. */
  void awaitVersion(long version) {
    await(
        "the rollout of version %d".formatted(version),
        () ->
            store.versions().find(SOURCE, version).isPresent()
                && platforms().stream().noneMatch(DemoEnvironment::isBusy));
  }

  private static boolean isBusy(PlatformState platform) {
    var rollout = platform.rollout();
    return platform.target().version() != platform.merged().version()
        || (rollout != null && rollout.state() == Rollout.State.EXECUTING);
  }

  /** Waits until every platform has realized its merged version. */
  void awaitRealized() {
    await(
        "every platform to realize its merged version",
        () ->
            platforms().stream().allMatch(it -> it.realized().version() == it.merged().version()));
  }

  List<PlatformState> platforms() {
    return store.platforms().all();
  }

  private static void await(String what, BooleanSupplier condition) {
    var deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new DemoException(
            "Timed out after %d s waiting for %s; the daemon's log above says why"
                .formatted(TIMEOUT.toSeconds(), what),
            null);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Override
  public void close() {
    client.close();
    daemon.close();
    git.close();
  }
}
