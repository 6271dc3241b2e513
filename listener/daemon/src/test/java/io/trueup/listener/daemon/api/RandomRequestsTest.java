package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.edge.EdgeLimits;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.hooks.HookEndpoint;
import io.trueup.listener.daemon.hooks.HookLimits;
import io.trueup.listener.daemon.hooks.HookPorts;
import io.trueup.listener.daemon.hooks.HookRates;
import io.trueup.listener.daemon.hooks.HookSource;
import io.trueup.listener.daemon.testing.EdgeFixture;
import io.trueup.listener.daemon.testing.RandomRequests;
import io.trueup.listener.daemon.testing.Wire;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, the daemon answers with no 5xx, or closes the connection, and does not hang.
 * {@code -Dtrueup.requests.seed} repeats a run, {@code -Dtrueup.requests.count} makes it longer.
 */
class RandomRequestsTest {

  private static final int AT_ONCE = 64;
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final HookRates.Rate MANY = new HookRates.Rate(1_000_000, SHORT);

  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);

  @AfterEach
  void close() {
    api.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void answersWhateverBytesCome() throws Exception {
    var seed = Long.getLong("trueup.requests.seed", 1);
    var count = Integer.getInteger("trueup.requests.count", 4_000);
    scene.firstMerge();
    var good = goodRequests();
    var requests = new RandomRequests(good, new Random(seed));
    var port = listen();

    var statuses = new ArrayList<Integer>();
    var permits = new Semaphore(AT_ONCE);
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<java.util.concurrent.Future<List<Integer>>>();
      for (var i = 0; i < count; i++) {
        var bytes = requests.next();
        permits.acquire();
        answers.add(senders.submit(sending(port, bytes, permits)));
      }
      for (var answer : answers) {
        statuses.addAll(answer.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError("Seed %d: %s".formatted(seed, e.getMessage()), e);
    }

    assertThat(statuses).as("seed %d", seed).contains(200, 202, 400, 401, 404, 405);
    assertThat(good)
        .as("good requests after all of it; seed %d", seed)
        .allSatisfy(request -> {
          try (var wire = Wire.connect(port)) {
            wire.send(request);
            assertThat(wire.reply()).isNotNull();
          }
        });
  }

  private static Callable<List<Integer>> sending(int port, byte[] bytes, Semaphore permits) {
    return () -> {
      try {
        var statuses = Wire.statuses(port, bytes);
        assertThat(statuses).allSatisfy(status -> assertThat(status).isLessThan(500));
        return statuses;
      } catch (AssertionError e) {
        throw new AssertionError(
            "%s%nafter%n%s%nin hex %s"
                .formatted(
                    e.getMessage(),
                    new String(bytes, StandardCharsets.ISO_8859_1),
                    HexFormat.of().formatHex(bytes)),
            e);
      } finally {
        permits.release();
      }
    };
  }

  private int listen() {
    var source =
        new HookSource(
            new SourceId("acme"),
            "main",
            null,
            new HookSource.Verification.Unsigned(),
            ForgeReaders.of(ForgeSettings.of(Forge.GITHUB)));
    new HookEndpoint(
            new HookPorts(
                name -> name.equals("acme") ? Optional.of(source) : Optional.empty(),
                store.deliveries(),
                store.audit(),
                _ -> {},
                _ -> {}),
            HookLimits.of(10_000),
            new HookRates(MANY, MANY),
            clock,
            (_, _, _) -> {})
        .mount(api.router);
    return EdgeFixture.listen(
            vertx,
            new EdgeLimits(1_000, SHORT, SHORT, SHORT, Duration.ofSeconds(20)),
            _ -> {},
            api.router)
        .port();
  }

  private List<String> goodRequests() {
    var token = scene.token("reader", Scope.OPERATE);
    return List.of(
        request("GET", "/healthz", null, ""),
        request("GET", "/", null, ""),
        request("GET", "/metrics", null, ""),
        request("HEAD", "/healthz", null, ""),
        request("OPTIONS", "/hooks/acme", null, ""),
        request("GET", "/api/v1/status", null, ""),
        request("GET", "/api/v1/status", token, ""),
        request("GET", "/api/v1/deliveries?source=acme&limit=3", token, ""),
        request("GET", "/api/v1/platforms/acme%2FLive/explain", token, ""),
        request("GET", "/api/v1/names?platform=Live&dataset=NW_Data%2Fcustomers", token, ""),
        request(
            "POST", "/api/v1/runs", token, "{\"platform\":\"Live\",\"node\":\"x\",\"job\":\"y\"}"),
        request("PUT", "/api/v1/platforms/Live/pause", token, "{\"reason\":\"x\"}"),
        request("DELETE", "/api/v1/tokens/none", token, ""),
        request("POST", "/login", null, "token=x")
            .replace("application/json", "application/x-www-form-urlencoded"),
        request("POST", "/logout", null, "")
            .replace("application/json", "application/x-www-form-urlencoded"),
        request("POST", "/hooks/acme", null, "{\"ref\":\"refs/heads/main\"}")
            .replace("Host", "X-GitHub-Event: push\r\nX-GitHub-Delivery: d-1\r\nHost"));
  }

  private static String request(String method, String target, @Nullable String token, String body) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
        + (method.equals("GET") || method.equals("HEAD")
            ? ""
            : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
        + "\r\n"
        + body;
  }
}
