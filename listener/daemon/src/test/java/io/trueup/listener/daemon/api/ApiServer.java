package io.trueup.listener.daemon.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.edge.HttpListener;
import io.trueup.listener.daemon.graphql.GraphQlLimits;
import io.trueup.listener.daemon.status.ProcessLinks;
import io.trueup.listener.daemon.status.Readiness;
import io.trueup.listener.daemon.subscription.AddressRules;
import io.trueup.listener.daemon.subscription.SubscriptionRelays;
import io.trueup.listener.daemon.testing.EdgeFixture;
import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.listener.engine.RetentionRules;
import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.currency.Currency;
import io.trueup.listener.engine.drift.DriftControl;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.jobs.PlatformJobs;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.listener.engine.nodetime.NodeTimePreview;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.schema.PlatformSchemas;
import io.trueup.listener.engine.snapshot.MissingVersionException;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.snapshot.StoredModelVersions;
import io.trueup.listener.engine.snapshot.VersionReference;
import io.trueup.listener.engine.source.LoadProgress;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.source.ModelUsage;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The API, served on a real socket. */
public final class ApiServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LEASE = Duration.ofMinutes(1);

  public final List<PlatformId> pokedPlatforms = new CopyOnWriteArrayList<>();
  public final List<SourceId> pokedSources = new CopyOnWriteArrayList<>();
  final OperatorRoutes routes;
  final Router router;

  /** Reads nothing by itself. */
  public final Currency currency;

  private final EventFeed feed;
  private final LeaseKeeper eventLeases;

  /** What the process is linked with. */
  volatile ProcessLinks links = ProcessLinks.NONE;

  private final SubscriptionRelays subscriptions;
  private final Vertx vertx = Vertx.vertx();
  private final BlockingExecutor blocking = new BlockingExecutor(vertx);
  private final HttpListener server;
  private final HttpClient http = HttpClient.newHttpClient();

  /** The loads of models that the daemon is in the middle of; tests may add some. */
  public final Map<SourceId, LoadProgress> loads = new ConcurrentHashMap<>();

  /** The versions that are open; tests may add some. */
  public final Map<SourceId, ModelUsage> usage = new ConcurrentHashMap<>();

  /** What checks of a source find; none for a source that is not followed here. */
  public final Map<SourceId, SourceCheckView> checks = new ConcurrentHashMap<>();

  /** When the tokens for the forges of sources expire. */
  final Map<SourceId, Instant> tokenExpiries = new ConcurrentHashMap<>();

  /** The compiled versions that the daemon keeps; tests may add some. */
  public final Map<SourceId, VersionFolder> compiled = new ConcurrentHashMap<>();

  /** Versions of source acme that cannot be asked about; tests may add some. */
  public final Map<Long, MissingVersionException.Reason> missing = new ConcurrentHashMap<>();

  /** The API over a scene with tables. */
  public static ApiServer of(StateStore store, SchemaFixture scene) {
    return new ApiServer(store, false, Map.of(StoreScene.ACME, scene), scene);
  }

  public ApiServer(StateStore store, boolean isPagePublic) {
    this(store, isPagePublic, Map.of(), new NoRealizers());
  }

  /** An API over models of sources, whose platforms are asked for nothing. */
  ApiServer(StateStore store, Map<SourceId, ModelLibrary> libraries) {
    this(store, false, libraries, new NoRealizers());
  }

  /** An API whose page is not public, with a given clock. */
  ApiServer(StateStore store, InstantSource clock) {
    this(store, false, Map.of(), new NoRealizers(), clock);
  }

  /** An API over models of sources, with another patience for clients that take nothing. */
  ApiServer(StateStore store, Map<SourceId, ModelLibrary> libraries, Duration stalled) {
    this(store, false, libraries, new NoRealizers(), InstantSource.system(), stalled);
  }

  public ApiServer(
      StateStore store,
      boolean isPagePublic,
      Map<SourceId, ModelLibrary> libraries,
      PlatformRuntimes realizers) {
    this(store, isPagePublic, libraries, realizers, InstantSource.system());
  }

  private ApiServer(
      StateStore store,
      boolean isPagePublic,
      Map<SourceId, ModelLibrary> libraries,
      PlatformRuntimes realizers,
      InstantSource clock) {
    this(store, isPagePublic, libraries, realizers, clock, Duration.ofMinutes(1));
  }

  private ApiServer(
      StateStore store,
      boolean isPagePublic,
      Map<SourceId, ModelLibrary> libraries,
      PlatformRuntimes realizers,
      InstantSource clock,
      Duration stalled) {
    var models = new PlatformModels(store, libraries);
    var rules = new GateRules();
    Function<String, LeaseKeeper> keepers =
        who -> new LeaseKeeper(store.leases(), "daemon-1 for " + who, LEASE, new JdkThreads());
    var nodeTime = new NodeTime(store, models, realizers, rules, new JdkThreads(), _ -> {});
    currency =
        new Currency(
            store.currency(),
            new NodeTimePreview(store, models, realizers, rules),
            new StoredModelVersions(store, libraries, new JdkThreads()),
            clock,
            Duration.ofMinutes(15));
    var schemas =
        new PlatformSchemas(
            new PlatformSchemas.Dependencies(store, models, realizers, keepers, Duration.ZERO),
            pokedPlatforms::add);
    var versions =
        new TestVersions(new StoredModelVersions(store, libraries, new JdkThreads()), missing);
    feed = new EventFeed(store.changes(), new JdkThreads());
    eventLeases = keepers.apply("events");
    subscriptions =
        new SubscriptionRelays(
            vertx,
            store,
            feed,
            new AddressRules(List.of("127.0.0.1")),
            () ->
                new EventRelay.Dependencies(
                    store.changes(), eventLeases, new JdkThreads(), store::now, () -> 0),
            clock);
    routes =
        new OperatorRoutes(
            store,
            new Pokes(pokedSources::add, pokedPlatforms::add),
            new JobRuns(nodeTime, currency, Duration.ofHours(1), Duration.ofMinutes(5)),
            schemas,
            new RolloutControl(
                new RolloutControl.Dependencies(
                    store, models, realizers, rules, keepers, Duration.ZERO),
                pokedPlatforms::add),
            new DriftControl(
                new DriftControl.Dependencies(
                    store, models, realizers, rules, keepers, Duration.ZERO),
                pokedPlatforms::add),
            new ModelAccess(
                versions,
                new LeaseRules(Duration.ofHours(1), Duration.ofDays(7), 3),
                new ModelServerRules(
                    Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(2)),
                new PlatformJobs(store, versions, realizers),
                GraphQlLimits.STANDARD),
            new EventAccess(feed, subscriptions),
            new Monitoring(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> Readiness.of(store, Optional.empty(), links),
                () -> links,
                it -> Optional.ofNullable(loads.get(it)),
                it -> Optional.ofNullable(compiled.get(it)),
                it -> usage.getOrDefault(it, ModelUsage.NONE),
                new Monitoring.Forges(
                    it -> Optional.ofNullable(checks.get(it.id())),
                    _ -> Optional.empty(),
                    it -> Optional.ofNullable(tokenExpiries.get(it)))),
            new ApiSettings(
                blocking, isPagePublic, "1.2.3", clock, RetentionRules.FOREVER, stalled));
    router = Router.router(vertx);
    routes.mount(router);
    server = EdgeFixture.listen(vertx, router);
  }

  /** Stored versions, of which some are missing. */
  private record TestVersions(
      ModelVersions stored, Map<Long, MissingVersionException.Reason> missing)
      implements ModelVersions {

    @Override
    public Optional<ModelVersion> opened(SourceId source, long sequence) {
      return missing.containsKey(sequence) ? Optional.empty() : stored.opened(source, sequence);
    }

    @Override
    public ModelVersion open(SourceId source, long sequence) {
      var reason = missing.get(sequence);
      if (reason != null) {
        throw new MissingVersionException(
            reason, source, 2L, "Version %d is missing: %s".formatted(sequence, reason));
      }
      return stored.open(source, sequence);
    }

    @Override
    public long resolve(SourceId source, VersionReference reference) {
      return stored.resolve(source, reference);
    }
  }

  /** The runs of these tests need no platform. */
  private static final class NoRealizers implements PlatformRuntimes {

    @Override
    public DataPlatform platform(String type) {
      throw new AssertionError("No platform was to be asked");
    }

    @Override
    public PlatformExecutor executor(String type) {
      throw new AssertionError("No platform was to be asked");
    }

    @Override
    public CredentialStatus check(CredentialUse use) {
      return new CredentialStatus.Usable();
    }
  }

  public String address() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.port();
  }

  /** How many connections are open. */
  int connections() {
    return server.connections();
  }

  /** An answer. */
  record Reply(int status, HttpResponse<String> response) {

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      try {
        return JSON.readTree(body());
      } catch (IOException e) {
        throw new AssertionError("Not JSON: " + body(), e);
      }
    }

    String detail() {
      return json().path("detail").asText();
    }
  }

  Reply get(String path, @Nullable String token) {
    return send("GET", path, token, null);
  }

  Reply send(String method, String path, @Nullable String token, @Nullable String body) {
    return exchange(
        method, path, body, token == null ? Map.of() : Map.of("Authorization", "Bearer " + token));
  }

  Reply exchange(String method, String path, @Nullable String body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      var reply = new Reply(response.statusCode(), response);
      var type = reply.header("Content-Type");
      DocumentedExchanges.require(
          method,
          path,
          reply.status(),
          type,
          type.startsWith("application/problem+json") ? reply.json().path("type").asText() : null);
      return reply;
    } catch (IOException e) {
      throw new AssertionError("No answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    subscriptions.close();
    feed.close();
    eventLeases.close();
    http.close();
    server.close().toCompletionStage().toCompletableFuture().join();
    blocking.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
