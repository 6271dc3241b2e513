package io.trueup.listener.daemon.modelserver;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.api.ApiSettings;
import io.trueup.listener.daemon.api.BlockingExecutor;
import io.trueup.listener.daemon.api.Serving;
import io.trueup.listener.daemon.api.ServingRoutes;
import io.trueup.listener.daemon.config.ModelServerConfiguration;
import io.trueup.listener.daemon.config.ModelServerConfiguration.WhenMissing;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.SecretReference;
import io.trueup.listener.daemon.edge.EdgeLimits;
import io.trueup.listener.daemon.edge.HttpListener;
import io.trueup.listener.daemon.status.Readiness;
import io.trueup.listener.daemon.view.HealthView.HealthCheck;
import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.snapshot.StoredModelVersions;
import io.trueup.listener.engine.source.FolderLibrary;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.versions.ProgramDigest;
import io.trueup.listener.engine.versions.VersionFileSet;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionImport;
import io.trueup.listener.engine.versions.VersionLabel;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.stored.BlockCache;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model server: it answers questions about models from compiled versions, owns nothing, and
 * changes nothing. Any number of them may run behind a load balancer. Safe for any thread.
 */
public final class ModelServerProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelServerProcess.class);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);
  private static final String ANY_COMMIT = "";

  private final ModelServerConfiguration configuration;
  private final ProcessEnvironment environment;
  private final String instance;
  private final Instant started;
  private final OpenResources kept = new OpenResources();
  private final ReportingClient daemon;
  private final PreparedVersions prepared;
  private final HttpListener server;
  private final Thread refresher;
  private volatile boolean isDraining;
  private volatile boolean isStopped;
  private volatile String storeProblem = "";
  private volatile String reportProblem = "";

  private ModelServerProcess(
      ModelServerConfiguration configuration, ProcessEnvironment environment) {
    this.configuration = configuration;
    this.environment = environment;
    this.instance = configuration.instance().isEmpty() ? machine() : configuration.instance();
    this.started = environment.clock().instant();
    var secrets = new SecretReader(environment.variables());
    try {
      daemon =
          kept.add(
              new ReportingClient(
                  configuration.daemon().url(),
                  () -> secret(secrets, configuration.daemon().token())));
      var store = kept.add(PostgresStateStore.reading(database(secrets)));
      var libraries = libraries();
      var versions = kept.add(new StoredModelVersions(store, libraries, new JdkThreads()));
      prepared = new PreparedVersions(store, versions, libraries);
      // It serves no files, as the daemon's own edge.
      var vertx =
          Vertx.vertx(
              new VertxOptions()
                  .setFileSystemOptions(
                      new FileSystemOptions()
                          .setClassPathResolvingEnabled(false)
                          .setFileCachingEnabled(false)));
      kept.add(() -> vertx.close().await(10, TimeUnit.SECONDS));
      var blocking = kept.add(new BlockingExecutor(vertx));
      var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      measure(metrics);
      var router = Router.router(vertx);
      new ServingRoutes(
              store,
              versions,
              new OwnState(),
              metrics,
              new ApiSettings(blocking, false, environment.version(), environment.clock()))
          .mount(router);
      server = listen(vertx, router);
      metrics.gauge("http.connections", server, HttpListener::connections);
    } catch (RuntimeException | Error e) {
      kept.closeAfter(e);
      throw e;
    }
    refresher = Thread.ofPlatform().name("refresh").start(this::refreshUntilStopped);
  }

  /**
   * Starts, and returns when it listens, before it has any version open.
   *
   * @throws DaemonException when the address, or this program's own files, cannot be used
   */
  public static ModelServerProcess start(
      ModelServerConfiguration configuration, ProcessEnvironment environment) {
    var process = new ModelServerProcess(configuration, environment);
    LOG.info(
        "Model server '{}' listens on {}:{}",
        process.instance,
        configuration.listen().host(),
        process.port());
    return process;
  }

  /** The port of the HTTP server. */
  public int port() {
    return server.port();
  }

  private static Secret secret(SecretReader secrets, SecretReference reference) {
    return secrets.read(reference).orElse(new Secret(""));
  }

  private DatabaseSettings database(SecretReader secrets) {
    var database = configuration.database();
    return new DatabaseSettings(
        database.url(),
        database.user(),
        secret(secrets, database.password()).value(),
        database.poolSize(),
        CONNECT_TIMEOUT);
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new DaemonException(
          "Cannot find the name of this machine: %s. Name the model server under 'instance'"
              .formatted(e.getMessage()),
          e);
    }
  }

  private Map<SourceId, ModelLibrary> libraries() {
    var program =
        ProgramDigest.ofVerdicts(DataPlatforms.load())
            .orElseThrow(() ->
                new DaemonException(
                    "Cannot read the files of this program, by which it knows its own compiled"
                        + " versions. Start Trueup from files that its user may read",
                    null));
    var heap = Runtime.getRuntime().maxMemory();
    var cache = BlockCache.forHeap(heap);
    var budget = ModelBudget.forHeap(heap);
    var libraries = new TreeMap<SourceId, ModelLibrary>();
    configuration
        .sources()
        .forEach(
            (source, root) -> libraries.put(source, library(source, root, program, cache, budget)));
    return libraries;
  }

  private FolderLibrary library(
      SourceId source, String root, Fingerprint program, BlockCache cache, ModelBudget budget) {
    var folder = configuration.versions().folder().resolve(source.value());
    var label = new VersionLabel(source.value(), ANY_COMMIT, ModelRoot.of(root).text(), program);
    FolderLibrary.Supply supply =
        switch (configuration.versions().from()) {
          case FOLDER ->
              commit -> {
                throw new IOException(
                    "%s has no usable file of commit %s yet; the daemon writes it"
                        .formatted(folder, commit.abbreviated()));
              };
          case DAEMON ->
              commit ->
                  daemon.fetch(
                      source,
                      commit,
                      new VersionFileSet(folder),
                      new VersionImport.Expected(source.value(), program));
        };
    return new FolderLibrary(
        new VersionFolder(folder, label, cache, environment.clock()), budget, supply);
  }

  private HttpListener listen(Vertx vertx, Router router) {
    var listen = configuration.listen();
    try {
      return HttpListener.listen(
              vertx,
              listen.host(),
              listen.port(),
              EdgeLimits.of(listen.maxConnections(), LONGEST_ANSWER),
              _ -> {},
              router)
          .await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new DaemonException(
          "Cannot listen on %s:%d: %s. Name another address under 'listen'"
              .formatted(listen.host(), listen.port(), e.getMessage()),
          e);
    }
  }

  private void measure(PrometheusMeterRegistry metrics) {
    for (var source : configuration.sources().keySet()) {
      Gauge.builder(
              "trueup.model.versions.open",
              () -> state(source).map(it -> it.open().size()).orElse(0))
          .description("Versions that are open")
          .tag("source", source.value())
          .register(metrics);
      Gauge.builder("trueup.model.version.lag", () -> lag(source))
          .description("How many versions the newest open one is behind the served one")
          .tag("source", source.value())
          .register(metrics);
    }
  }

  private Optional<PreparedVersions.State> state(SourceId source) {
    return Optional.ofNullable(prepared.states().get(source));
  }

  private long lag(SourceId source) {
    return state(source).map(PreparedVersions.State::lag).orElse(0L);
  }

  private void refreshUntilStopped() {
    while (!isStopped) {
      refresh();
      report();
      try {
        Thread.sleep(configuration.refresh());
      } catch (InterruptedException _) {
        // It drains or stops, and the next report says so.
      }
    }
  }

  private void refresh() {
    try {
      prepared.refresh();
      storeProblem = "";
    } catch (StateStoreException e) {
      say(storeProblem, e);
      storeProblem = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Cannot look for versions because of a bug; the next try still comes", e);
      storeProblem = e.toString();
    }
  }

  private static void say(String before, Exception problem) {
    if (!String.valueOf(problem.getMessage()).equals(before)) {
      LOG.warn("Cannot refresh: {}. It is tried again", problem.getMessage());
    }
  }

  private void report() {
    var open = new TreeMap<String, List<Long>>();
    configuration
        .sources()
        .keySet()
        .forEach(it ->
            open.put(
                it.value(), state(it).map(found -> List.copyOf(found.open())).orElse(List.of())));
    var runtime = Runtime.getRuntime();
    try {
      daemon.report(
          instance,
          new ModelServerView.Report(
              address(),
              environment.version(),
              open,
              isDraining,
              runtime.totalMemory() - runtime.freeMemory(),
              runtime.maxMemory(),
              started));
      reportProblem = "";
    } catch (IOException e) {
      say(reportProblem, e);
      reportProblem = String.valueOf(e.getMessage());
    }
  }

  private String address() {
    var named = configuration.address();
    return named.isEmpty() ? "http://%s:%d".formatted(machine(), port()) : named;
  }

  /** What its own answers say about it. */
  private final class OwnState implements Serving {

    @Override
    public String instance() {
      return instance;
    }

    /** It is ready while the daemon is away: what it serves moves on only with the daemon. */
    @Override
    public Readiness readiness() {
      var checks = new ArrayList<HealthCheck>();
      checks.add(new HealthCheck("draining", !isDraining, isDraining ? "stops soon" : "no"));
      checks.add(
          new HealthCheck(
              "database",
              storeProblem.isEmpty(),
              storeProblem.isEmpty() ? "answers" : storeProblem));
      checks.add(
          new HealthCheck(
              "daemon", true, reportProblem.isEmpty() ? "takes reports" : reportProblem));
      for (var source : configuration.sources().keySet()) {
        checks.add(check(source));
      }
      return new Readiness(checks);
    }

    private HealthCheck check(SourceId source) {
      var found = state(source);
      if (found.isEmpty()) {
        return new HealthCheck("source " + source, false, "no version has been looked for yet");
      }
      var state = found.get();
      return new HealthCheck(
          "source " + source,
          state.hasServed(),
          state.hasServed()
              ? "serves version %d".formatted(state.served())
              : "lags %d behind version %d: %s"
                  .formatted(state.lag(), state.served(), state.problem()));
    }

    @Override
    public long lag(SourceId source) {
      return ModelServerProcess.this.lag(source);
    }

    @Override
    public boolean isDraining() {
      return isDraining;
    }

    @Override
    public Optional<String> handOver() {
      return configuration.whenMissing() == WhenMissing.HAND_OVER
          ? Optional.of(configuration.daemon().url().replaceAll("/+$", ""))
          : Optional.empty();
    }
  }

  /**
   * Stops so that no request is lost: says that it is not ready, goes on answering while load
   * balancers notice, accepts no more, and finishes the answers that are under way.
   */
  public void drain() {
    LOG.info("Draining: not ready from now on, and stopping in {}", configuration.drain().delay());
    isDraining = true;
    refresher.interrupt();
    pause(configuration.drain().delay());
    try {
      server.drain(configuration.drain().longest());
    } catch (DaemonException e) {
      LOG.warn("Some answers were not finished: {}", e.getMessage());
    }
    close();
  }

  private static void pause(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    isStopped = true;
    refresher.interrupt();
    kept.close();
    LOG.info("Stopped");
  }
}
