package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.edge.HttpListener;
import io.trueup.listener.daemon.graphql.GraphQlLimits;
import io.trueup.listener.daemon.status.Readiness;
import io.trueup.listener.daemon.testing.EdgeFixture;
import io.trueup.listener.daemon.view.HealthView.HealthCheck;
import io.trueup.listener.engine.snapshot.MissingVersionException;
import io.trueup.listener.engine.snapshot.MissingVersionException.Reason;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.snapshot.StoredModelVersions;
import io.trueup.listener.engine.snapshot.VersionReference;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a model server answers, on a real socket. */
class ServingRoutesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ROOT = "/api/v1/models/acme/";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture fixture = new SchemaFixture(store);
  private final String token = new StoreScene(store).token("reader", Scope.READ);
  private final Map<Long, Reason> missing = new ConcurrentHashMap<>();
  private final CountDownLatch opening = new CountDownLatch(1);
  private final CountDownLatch hold = new CountDownLatch(1);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Vertx vertx = Vertx.vertx();
  private final BlockingExecutor blocking = new BlockingExecutor(vertx);
  private volatile boolean isDraining;
  private volatile boolean isHeld;
  private volatile long lag;
  private volatile Optional<String> handOver = Optional.empty();
  private HttpListener server;

  @BeforeEach
  void serve() {
    fixture.awaitingJobs();
    var router = Router.router(vertx);
    new ServingRoutes(
            store,
            new SomeVersions(
                new StoredModelVersions(store, Map.of(StoreScene.ACME, fixture), new JdkThreads())),
            GraphQlLimits.STANDARD,
            new State(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new ApiSettings(blocking, false, "1.2.3", InstantSource.system()))
        .mount(router);
    server = EdgeFixture.listen(vertx, router);
  }

  @AfterEach
  void close() throws Exception {
    hold.countDown();
    blocking.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private final class State implements Serving {
    @Override
    public String instance() {
      return "model-1";
    }

    @Override
    public Readiness readiness() {
      return new Readiness(
          List.of(
              new HealthCheck("draining", !isDraining, "x"),
              new HealthCheck("source acme", lag == 0, "lags " + lag)));
    }

    @Override
    public long lag(SourceId source) {
      return source.equals(StoreScene.ACME) ? lag : 0;
    }

    @Override
    public boolean isDraining() {
      return isDraining;
    }

    @Override
    public Optional<String> handOver() {
      return handOver;
    }
  }

  /** Versions of which some are missing, and whose opening a test may hold up. */
  private final class SomeVersions implements ModelVersions {
    private final ModelVersions stored;

    SomeVersions(ModelVersions stored) {
      this.stored = stored;
    }

    @Override
    public Optional<ModelVersion> opened(SourceId source, long sequence) {
      return missing.containsKey(sequence) || isHeld
          ? Optional.empty()
          : stored.opened(source, sequence);
    }

    @Override
    public ModelVersion open(SourceId source, long sequence) {
      var reason = missing.get(sequence);
      if (reason != null) {
        throw new MissingVersionException(reason, source, 2L, "Version %d".formatted(sequence));
      }
      if (isHeld) {
        opening.countDown();
        try {
          assertThat(hold.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return stored.open(source, sequence);
    }

    @Override
    public long resolve(SourceId source, VersionReference reference) {
      return stored.resolve(source, reference);
    }
  }

  private HttpResponse<String> get(String path) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
              .header("Authorization", "Bearer " + token)
              .timeout(PATIENCE)
              .build(),
          BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void itAnswersQuestionsAndSaysWhoAnswered() throws IOException {
    var version = get(ROOT + "2");
    var query = get(ROOT + "2/graphql?query=%7Bversion%7Bversion%7D%7D");

    assertThat(version.statusCode()).as(version.body()).isEqualTo(200);
    assertThat(header(version, "Trueup-Model-Server")).isEqualTo("model-1");
    assertThat(query.body()).isEqualTo("{\"data\":{\"version\":{\"version\":2}}}");
    assertThat(header(query, "Trueup-Model-Server")).isEqualTo("model-1");
    assertThat(get("/api/v1/graphql/schema").body()).contains("type Query");
    assertThat(get("/api/v1/model-servers").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/runs").statusCode()).isEqualTo(404);
  }

  @Test
  void itSaysInReadinessAndHeadersHowFarItLags() throws IOException {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(header(get(ROOT + "merged"), "Trueup-Version-Lag")).isEmpty();

    lag = 3;

    var readiness = get("/readyz");
    assertThat(readiness.statusCode()).isEqualTo(503);
    assertThat(readiness.body()).contains("lags 3");
    assertThat(header(get(ROOT + "merged"), "Trueup-Version-Lag")).isEqualTo("3");
    var kept = get(ROOT + "2");
    assertThat(header(kept, "Cache-Control")).contains("immutable");
    assertThat(header(kept, "Trueup-Version-Lag")).as("a cache keeps it for a year").isEmpty();
  }

  @Test
  void whatIsNotOpenIsTriedAgainOrHandedOver() throws IOException {
    missing.put(2L, Reason.NOT_YET);
    var retry = get(ROOT + "2/stores?limit=1");
    assertThat(retry.statusCode()).isEqualTo(503);
    assertThat(header(retry, "Retry-After")).isEqualTo("1");

    handOver = Optional.of("http://trueup:8080");
    var handed = get(ROOT + "2/stores?limit=1");
    assertThat(handed.statusCode()).isEqualTo(307);
    assertThat(header(handed, "Location"))
        .isEqualTo("http://trueup:8080/api/v1/models/acme/2/stores?limit=1");

    missing.put(2L, Reason.GONE);
    var gone = get(ROOT + "2/stores");
    assertThat(gone.statusCode()).as("the daemon has it no more").isEqualTo(410);
    assertThat(header(gone, "Trueup-Current-Version")).isEqualTo("2");
  }

  @Test
  void anAnswerUnderWayIsFinished() throws Exception {
    isHeld = true;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> get(ROOT + "2"));
      assertThat(opening.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      isDraining = true;
      var drained = threads.submit(() -> server.drain(PATIENCE));

      hold.countDown();

      assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      drained.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Clients keep connections, and ask elsewhere once an answer closes theirs. */
  @Test
  void noRequestIsLostWhileItDrains() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asking = new CountDownLatch(40);
      var clients = new ArrayList<Future<Integer>>();
      for (var i = 0; i < 8; i++) {
        clients.add(threads.submit(() -> askUntilSentAway(asking)));
      }
      assertThat(asking.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      isDraining = true;
      assertThat(get("/readyz").statusCode()).isEqualTo(503);
      for (var client : clients) {
        assertThat(client.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
      }
      server.drain(PATIENCE);
    }
  }

  private int askUntilSentAway(CountDownLatch asking) throws IOException {
    for (var asked = 1; ; asked++) {
      var answer = get(ROOT + "2");
      assertThat(answer.statusCode()).isEqualTo(200);
      asking.countDown();
      if (header(answer, "Connection").equals("close")) {
        return asked;
      }
    }
  }
}
