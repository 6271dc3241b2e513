package io.trueup.listener.daemon;

import io.trueup.listener.daemon.Opening.Attempt;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.hooks.DeliveryIntake;
import io.trueup.listener.daemon.hooks.HookPorts;
import io.trueup.listener.daemon.kafka.KafkaConnections;
import io.trueup.listener.daemon.kafka.KafkaHealth;
import io.trueup.listener.engine.Engine;
import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.credentials.CredentialReader;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon. It listens at once, opens the state store as soon as that answers, and works from
 * then on. It stays up whatever happens to repositories and databases. Safe for any thread.
 */
public final class Daemon implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final long RETRY_MILLIS = 2000;

  /** How long an operator waits for the current holder of a platform. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Configuration configuration;
  private final Consumer<StartStep> observer;
  private final DataFolder folder;
  private final StateDatabase database;
  private final DataPlatforms platforms = DataPlatforms.load();
  private final CredentialReader credentials;
  private final List<FollowedSource> sources = new ArrayList<>();
  private final WebhookWatch watch;
  private final KafkaHealth kafka = new KafkaHealth();
  private final HttpEdge edge;
  private final Opening opening;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CompletableFuture<StateStore> opened = new CompletableFuture<>();

  private final OpenResources kept = new OpenResources();

  /** The engine and its store; closed after the HTTP server, which asks them for work. */
  private final OpenResources working = new OpenResources();

  private Daemon(
      Configuration configuration, ProcessEnvironment environment, Consumer<StartStep> observer) {
    this.configuration = configuration;
    this.observer = observer;
    try {
      this.folder = kept.add(DataFolder.claim(configuration.dataFolder()));
      observer.accept(StartStep.FOLDER);
      var secrets = new SecretReader(environment.variables());
      this.credentials = new CredentialReader(configuration.credentials(), environment.variables());
      var files = new VersionFiles(configuration, platforms, environment.clock());
      for (var source : configuration.sources().values()) {
        var lint =
            PlatformLint.withStoredNames(
                platforms, source.id(), () -> new StoredNames(opened.join().names()));
        sources.add(
            kept.add(
                FollowedSource.open(
                    configuration, source, secrets, lint, files, environment.clock())));
      }
      observer.accept(StartStep.SOURCES);
      this.database = kept.add(new StateDatabase(configuration, environment, folder));
      kept.add(working);
      this.watch =
          kept.add(new WebhookWatch(configuration, environment, sources, folder.instance()));
      this.edge = kept.add(new HttpEdge(configuration, environment, watch, kafka));
      edge.measure(sources, files.budget());
      this.opening = opening(environment);
      observer.accept(StartStep.LISTEN);
    } catch (RuntimeException | Error e) {
      kept.closeAfter(e);
      throw e;
    }
    Thread.ofPlatform().name("opener").start(this::openAndStay);
  }

  private Opening opening(ProcessEnvironment environment) {
    var timing = configuration.timing();
    return new Opening(
        new Opening.Effects(
            database::open,
            store -> new InstalledPlatforms(platforms, credentials, configuration, store),
            folder,
            edge,
            (store, engine) -> kafka(environment, store, engine),
            new JdkThreads(),
            new Random()),
        new Opening.Plan(
            new Engine.Timing(
                timing.lease(),
                timing.sweep(),
                PATIENCE,
                configuration.retention(),
                configuration.models().servers().prepareWithin()),
            sources.stream().map(FollowedSource::branch).toList(),
            configuration.serves(),
            environment.version()),
        working,
        this::done);
  }

  private KafkaConnections kafka(ProcessEnvironment environment, StateStore store, Engine engine) {
    var secrets = new SecretReader(environment.variables());
    var ports =
        new HookPorts(
            _ -> Optional.empty(), store.deliveries(), store.audit(), engine::announce, _ -> {});
    return KafkaConnections.start(
        configuration,
        new KafkaConnections.Outside(
            store,
            destination ->
                engine
                    .changes()
                    .relay(KafkaConnections.READER, KafkaConnections.BATCH, destination),
            secrets,
            environment.clock()),
        new KafkaConnections.Intake(
            new DeliveryIntake(ports, environment.clock()),
            source -> ConfiguredHooks.fromKafka(source, secrets)),
        new KafkaConnections.Reports(edge.kafkaMeters(), kafka));
  }

  /**
   * Starts, and returns when it listens, perhaps before it is ready.
   *
   * @throws DaemonException when the data folder or the address cannot be used
   * @throws io.trueup.listener.engine.git.GitException when a repository's kind of address is not
   *     allowed
   */
  public static Daemon start(Configuration configuration, ProcessEnvironment environment) {
    return start(configuration, environment, StartStep.UNOBSERVED);
  }

  /**
   * Starts.
   *
   * @param observer called after each step; an exception it throws is that step's failure
   */
  static Daemon start(
      Configuration configuration, ProcessEnvironment environment, Consumer<StartStep> observer) {
    var daemon = new Daemon(configuration, environment, observer);
    LOG.info("Listening on {}:{}", configuration.listen().host(), daemon.port());
    return daemon;
  }

  /** The port of the HTTP server. */
  public int port() {
    return edge.port();
  }

  /** The state store, once it is open; completes exceptionally when the daemon is closed before. */
  public CompletableFuture<StateStore> opened() {
    return opened;
  }

  /** The embedded Postgres, once it is started; null when the operator named a database. */
  public @Nullable EmbeddedPostgres embeddedPostgres() {
    return database.embedded();
  }

  /**
   * The embedded Postgres ends with the thread that started it, so this thread stays until the
   * daemon is closed.
   */
  private void openAndStay() {
    open();
    var isOver = false;
    while (!isOver) {
      try {
        closed.await();
        isOver = true;
      } catch (InterruptedException e) {
        LOG.trace("Interrupted while the daemon is closing", e);
      }
    }
  }

  /** Retries after each failure; only a bug ends it. */
  private void open() {
    while (closing.getCount() > 0) {
      switch (opening.attempt()) {
        case Attempt.Ready(var store) -> {
          opened.complete(store);
          watch.start(store);
          return;
        }
        case Attempt.Closed() -> {
          return;
        }
        case Attempt.Failed _ -> pause();
        case Attempt.Broken(var cause) -> {
          opened.completeExceptionally(cause);
          return;
        }
      }
    }
  }

  private void pause() {
    try {
      var _ = closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void done(StartStep step) {
    observer.accept(step);
    if (closing.getCount() == 0) {
      throw new OpenResources.ClosedException();
    }
  }

  /**
   * Stops in order: accepts no new work and interrupts the current work, which resumes at the next
   * start.
   */
  @Override
  public void close() {
    closing.countDown();
    opened.completeExceptionally(new IllegalStateException("The daemon was closed"));
    try {
      kept.close();
    } finally {
      closed.countDown();
    }
    LOG.info("Stopped");
  }
}
