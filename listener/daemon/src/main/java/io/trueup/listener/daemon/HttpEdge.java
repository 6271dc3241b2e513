package io.trueup.listener.daemon;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.api.ApiSettings;
import io.trueup.listener.daemon.api.BlockingExecutor;
import io.trueup.listener.daemon.api.EventAccess;
import io.trueup.listener.daemon.api.JobRuns;
import io.trueup.listener.daemon.api.ModelAccess;
import io.trueup.listener.daemon.api.Monitoring;
import io.trueup.listener.daemon.api.OperatorRoutes;
import io.trueup.listener.daemon.api.Pokes;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.edge.CloseReason;
import io.trueup.listener.daemon.edge.EdgeLimits;
import io.trueup.listener.daemon.edge.HttpListener;
import io.trueup.listener.daemon.forge.status.SourceStatuses;
import io.trueup.listener.daemon.hooks.HookEndpoint;
import io.trueup.listener.daemon.hooks.HookLimits;
import io.trueup.listener.daemon.hooks.HookPorts;
import io.trueup.listener.daemon.hooks.HookRates;
import io.trueup.listener.daemon.hooks.HookSource;
import io.trueup.listener.daemon.kafka.KafkaHealth;
import io.trueup.listener.daemon.kafka.KafkaObserver;
import io.trueup.listener.daemon.status.ModelMeters;
import io.trueup.listener.daemon.status.ProcessLinks;
import io.trueup.listener.daemon.status.Readiness;
import io.trueup.listener.daemon.subscription.SubscriptionRelays;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.Engine;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.git.MirrorFootprint;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.statestore.StateStore;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server. It listens at once. Until the state store is open it answers that it is alive
 * and not ready, and accepts no delivery, because a delivery may be acknowledged only once it is
 * recorded.
 */
final class HttpEdge implements Opening.Front, AutoCloseable {

  /** Added to the longest answer, that to a job's start whose node is reconciled first. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  // It serves no files. A temporary folder for them would stay behind when it is killed.
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setClassPathResolvingEnabled(false)
                      .setFileCachingEnabled(false)));
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final KafkaMeters kafkaMeters = new KafkaMeters(metrics);
  private final Configuration configuration;
  private final ProcessEnvironment environment;
  private final SourceStatuses statuses;
  private final WebhookWatch watch;
  private final KafkaHealth kafka;
  private final HttpListener server;
  private final BlockingExecutor blocking;
  private final DeliveryMeters deliveries = new DeliveryMeters(metrics);
  private final FactObserver facts = new EngineMeters(metrics);
  private final TraceRelay traces;
  private final ConfiguredNotifications notifications;
  private volatile Handler<HttpServerRequest> handler;
  private volatile @Nullable SubscriptionRelays subscriptions;

  /** The meters of the current store. */
  private final Set<Meter> ofStore = new HashSet<>();

  /**
   * Starts the server.
   *
   * @throws DaemonException when the address cannot be used
   */
  HttpEdge(
      Configuration configuration,
      ProcessEnvironment environment,
      WebhookWatch watch,
      KafkaHealth kafka) {
    this.configuration = configuration;
    this.kafka = kafka;
    this.environment = environment;
    this.watch = watch;
    this.statuses = watch.statuses();
    this.blocking = new BlockingExecutor(vertx);
    this.traces = new TraceRelay(configuration.tracing(), environment);
    this.notifications = new ConfiguredNotifications(configuration, environment, metrics);
    this.handler = starting("The state database has not answered yet");
    var listen = configuration.listen();
    try {
      this.server =
          HttpListener.listen(
                  vertx,
                  listen.host(),
                  listen.port(),
                  EdgeLimits.of(
                      OpenFiles.allow(listen.maxConnections()),
                      configuration.timing().reconcile().plus(MARGIN)),
                  this::count,
                  request -> handler.handle(request))
              .await(10, TimeUnit.SECONDS);
      metrics.gauge("http.connections", server, HttpListener::connections);
    } catch (Exception e) {
      vertx.close();
      blocking.close();
      throw new DaemonException(
          "Cannot listen on %s:%d: %s. Name another address under 'listen'"
              .formatted(listen.host(), listen.port(), e.getMessage()),
          e);
    }
  }

  int port() {
    return server.port();
  }

  @Override
  public String address() {
    return "%s:%d".formatted(configuration.listen().host(), port());
  }

  /** Registers metrics of the sources' mirrors. */
  void measure(List<FollowedSource> sources, ModelBudget budget) {
    ModelMeters.register(metrics, budget);
    watch.register(metrics);
    for (var source : sources) {
      var name = source.branch().id().value();
      gauge("trueup.mirror.packs", "Packs of the mirror", name, source, MirrorFootprint::packs);
      gauge("trueup.mirror.bytes", "Bytes of its packs", name, source, MirrorFootprint::bytes);
      gauge("trueup.mirror.pins", "Versions kept in it", name, source, MirrorFootprint::pins);
      ModelMeters.register(metrics, name, source.branch().followed().models());
      var compiled = source.branch().compiled();
      if (compiled != null) {
        new VersionMeters(compiled.folder(), name).register(metrics);
      }
    }
  }

  /** Counts what goes through Kafka. */
  KafkaObserver kafkaMeters() {
    return kafkaMeters;
  }

  private void gauge(
      String meter,
      String what,
      String name,
      FollowedSource source,
      ToDoubleFunction<MirrorFootprint> value) {
    Gauge.builder(meter, source.mirror(), mirror -> value.applyAsDouble(mirror.footprint()))
        .description(what)
        .tag("source", name)
        .register(metrics);
  }

  @Override
  public FactObserver observe(StateStore store) {
    return facts;
  }

  /** Also answers the health check. */
  @Override
  public void waitFor(String reason) {
    handler = starting(reason);
  }

  private Router starting(String reason) {
    var router = Router.router(vertx);
    router
        .get("/healthz")
        .handler(exchange -> exchange.json(Map.of("status", "alive", "checks", List.of())));
    router
        .route()
        .handler(exchange ->
            exchange
                .response()
                .setStatusCode(503)
                .putHeader("Retry-After", "5")
                .putHeader("Content-Type", "application/problem+json")
                .end(
                    JsonObject.of(
                            "type",
                            "urn:trueup:starting",
                            "title",
                            "The daemon is not ready",
                            "status",
                            503,
                            "detail",
                            reason)
                        .encode()));
    return router;
  }

  @Override
  public void open(StateStore store, Engine engine) {
    // Those of a start that failed, whose gauges read a store that is closed.
    ofStore.forEach(metrics::remove);
    ofStore.clear();
    var before = Set.copyOf(metrics.getMeters());
    try {
      handler = routes(store, engine);
      traces.begin(store, engine);
      notifications.begin(vertx, store, engine);
    } finally {
      ofStore.addAll(metrics.getMeters());
      ofStore.removeAll(before);
    }
  }

  private Router routes(StateStore store, Engine engine) {
    var router = Router.router(vertx);
    new HookEndpoint(
            new HookPorts(
                hookSources()::get,
                store.deliveries(),
                store.audit(),
                engine::announce,
                engine::turnedAway),
            HookLimits.of(configuration.hooks().maxBodySize()),
            HookRates.USUAL,
            environment.clock(),
            deliveries)
        .mount(router);
    new OperatorRoutes(
            store,
            new Pokes(engine::announce, engine::poke),
            new JobRuns(
                engine.nodeTime(),
                engine.watchCurrency(
                    environment.clock(), configuration.currency().servesStaleFor()),
                configuration.timing().run(),
                configuration.timing().reconcile()),
            engine.schemas(),
            engine.control(),
            engine.drift(),
            new ModelAccess(
                engine.versions(),
                configuration.models().leases(),
                configuration.models().servers(),
                engine.jobs(),
                configuration.models().graphql()),
            new EventAccess(engine.changes().feed(), subscribe(store, engine)),
            new Monitoring(
                metrics,
                () -> Readiness.of(store, engine.alarmProblem(), links()),
                this::links,
                engine::loading,
                engine::compiled,
                engine::models,
                new Monitoring.Forges(
                    source -> watch.check(source, store), statuses::view, watch::tokenExpires)),
            new ApiSettings(
                blocking,
                configuration.listen().isPagePublic(),
                environment.version(),
                environment.clock(),
                engine.retention()))
        .mount(router);
    engine.changes().watch();
    statuses.begin(store, engine, metrics);
    RetentionMeters.register(metrics, engine);
    return router;
  }

  private ProcessLinks links() {
    return new ProcessLinks(
        kafka.problems(), kafka.remarks(), notifications.problems(), watch.problems());
  }

  private SubscriptionRelays subscribe(StateStore store, Engine engine) {
    var relays =
        new SubscriptionRelays(
            vertx,
            store,
            engine.changes().feed(),
            configuration.subscriptions(),
            engine.changes()::dependencies,
            environment.clock());
    closeSubscriptions();
    subscriptions = relays;
    engine.withSweep("subscriptions", relays::refresh);
    return relays;
  }

  private void closeSubscriptions() {
    var open = subscriptions;
    if (open != null) {
      open.close();
    }
  }

  private Sources hookSources() {
    var secrets = new SecretReader(environment.variables());
    var sources = new TreeMap<String, HookSource>();
    for (var source : configuration.sources().values()) {
      sources.put(source.id().value(), ConfiguredHooks.overHttp(source, secrets));
    }
    return new Sources(sources);
  }

  private record Sources(Map<String, HookSource> byName) {
    Optional<HookSource> get(String name) {
      return Optional.ofNullable(byName.get(name));
    }
  }

  private void count(CloseReason reason) {
    metrics
        .counter("http.connections.closed", "reason", reason.name().toLowerCase(Locale.ROOT))
        .increment();
  }

  @Override
  public void close() {
    closeSubscriptions();
    notifications.close();
    try {
      vertx.close().await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new DaemonException("Cannot stop the HTTP server: " + e.getMessage(), e);
    } finally {
      blocking.close();
      traces.close();
    }
  }
}
