package io.trueup.listener.daemon.modelserver;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.api.ApiSettings;
import io.trueup.listener.daemon.api.BlockingExecutor;
import io.trueup.listener.daemon.api.ServingRoutes;
import io.trueup.listener.daemon.config.ModelServerConfiguration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.SecretReference;
import io.trueup.listener.daemon.edge.EdgeLimits;
import io.trueup.listener.daemon.edge.HttpListener;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.snapshot.StoredModelVersions;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.model.schedule.Durations;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
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

  private final ModelServerConfiguration configuration;
  private final String instance;
  private final Instant started;
  private final OpenResources kept = new OpenResources();
  private final ServingState state;
  private final ServingRefresh refresh;
  private final HttpListener server;
  private final CountDownLatch closed = new CountDownLatch(1);

  private ModelServerProcess(
      ModelServerConfiguration configuration, ProcessEnvironment environment) {
    this.configuration = configuration;
    this.instance = configuration.instance().isEmpty() ? machine() : configuration.instance();
    this.started = environment.clock().instant();
    var secrets = new SecretReader(environment.variables());
    try {
      var daemon =
          kept.add(
              new ReportingClient(
                  configuration.daemon().url(),
                  () -> secret(secrets, configuration.daemon().token())));
      var store = kept.add(PostgresStateStore.reading(database(secrets)));
      var libraries =
          kept.add(new ServedLibraries(configuration, daemon, secrets, environment.clock()));
      var threads = new JdkThreads();
      var versions = kept.add(new StoredModelVersions(store, libraries.bySource(), threads));
      var prepared = new PreparedVersions(store, versions, libraries);
      state = new ServingState(instance, configuration, prepared::states);
      var vertx = vertx();
      kept.add(() -> vertx.close().await(10, TimeUnit.SECONDS));
      var blocking = kept.add(new BlockingExecutor(vertx));
      var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      state.measure(metrics);
      libraries.measure(metrics);
      var router = Router.router(vertx);
      new ServingRoutes(
              store,
              versions,
              configuration.graphql(),
              state,
              metrics,
              new ApiSettings(blocking, false, environment.version(), environment.clock()))
          .mount(router);
      server = listen(vertx, router);
      metrics.gauge("http.connections", server, HttpListener::connections);
      refresh =
          kept.add(
              new ServingRefresh(
                  prepared::refresh,
                  state,
                  it -> daemon.report(instance, it),
                  () -> state.report(address(), environment.version(), started),
                  threads));
    } catch (RuntimeException | Error e) {
      kept.closeAfter(e);
      throw e;
    }
    refresh.start(configuration.refresh());
  }

  /** It serves no files, as the daemon's own edge. */
  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
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

  private String address() {
    var named = configuration.address();
    return named.isEmpty() ? "http://%s:%d".formatted(machine(), port()) : named;
  }

  /**
   * Stops so that no request is lost: says that it is not ready, goes on answering while load
   * balancers notice, accepts no more, and finishes the answers that are under way.
   */
  public void drain() {
    LOG.info(
        "Draining: not ready from now on, and stopping in {}",
        Durations.text(configuration.drain().delay()));
    state.drain();
    refresh.reportNow();
    waitUnlessClosed(configuration.drain().delay());
    try {
      server.drain(configuration.drain().longest());
    } catch (DaemonException e) {
      LOG.warn("Some answers were not finished: {}", e.getMessage());
    }
    close();
  }

  private void waitUnlessClosed(Duration length) {
    try {
      var _ = closed.await(length.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    kept.close();
    LOG.info("Stopped");
  }
}
