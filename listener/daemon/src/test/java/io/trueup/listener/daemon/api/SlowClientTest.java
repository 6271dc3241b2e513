package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.EcosystemBuilder;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that ask for a list over a real socket, and then read nothing of it. */
class SlowClientTest {

  private static final String PATH = "/api/v1/models/acme/1/stores/Big/datasets";
  private static final int DATASETS = 20_000;

  /** As many as lists are sent at once. */
  private static final int CLIENTS = 64;

  private static final int OF_ONE_CALLER = 32;
  private static final Duration STALLED = Duration.ofSeconds(3);
  private static final int GIVEN_UP = 3;

  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);
  private final List<Socket> sockets = new ArrayList<>();

  private ApiServer api(Duration stalled) {
    var ecosystem =
        new EcosystemBuilder()
            .platform("Live")
            .container("w")
            .multi(
                "Big",
                IntStream.range(0, DATASETS)
                    .mapToObj("dataset_%06d"::formatted)
                    .toArray(String[]::new))
            .build();
    var model = new Model(ecosystem, IntentionGraph.of(ecosystem));
    return new ApiServer(
        store,
        Map.of(
            StoreScene.ACME,
            new ModelQuestionRoutesTest.OpenModels(Map.of(StoreScene.commit(1), model))),
        stalled);
  }

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  /** Asks for the list and returns when its answer has begun; leaves the rest unread. */
  private void askAndReadNothing(ApiServer api, String token) throws IOException {
    var socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(64 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
    var request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nAccept: application/x-ndjson\r\n\r\n"
            .formatted(PATH, token);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var status = new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
    assertThat(status).isEqualTo("HTTP/1.1 200 OK");
  }

  private static long lines(ApiServer api, String token) {
    var answer = stream(api, token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body().lines().count();
  }

  @SuppressWarnings("SystemGc") // only a collection shows what is kept
  private static long kept() {
    System.gc();
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static ApiServer.Reply stream(ApiServer api, String token) {
    return api.exchange(
        "GET",
        PATH,
        null,
        Map.of("Authorization", "Bearer " + token, "Accept", "application/x-ndjson"));
  }

  private static void assertBusy(ApiServer.Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("2");
    assertThat(reply.json().path("type").asText()).isEqualTo("urn:trueup:error:busy");
  }

  @Test
  void takeBoundedMemoryAndLeaveOthersTheirTurn() throws IOException {
    scene.firstMerge();
    var ann = scene.token("ann", Scope.READ);
    var bob = scene.token("bob", Scope.READ);
    var eve = scene.token("eve", Scope.READ);
    try (var api = api(Duration.ofMinutes(5))) {
      assertThat(lines(api, ann)).isEqualTo(DATASETS);
      var before = kept();

      for (var i = 0; i < OF_ONE_CALLER; i++) {
        askAndReadNothing(api, ann);
      }

      assertBusy(stream(api, ann));
      assertThat(lines(api, bob)).as("the lines of another caller").isEqualTo(DATASETS);
      for (var i = OF_ONE_CALLER; i < CLIENTS; i++) {
        askAndReadNothing(api, bob);
      }
      // All of it would be half a gigabyte.
      assertThat(kept() - before).as("bytes kept for unread answers").isLessThan(100L << 20);
      assertBusy(stream(api, eve));
      assertThat(api.get(PATH + "/dataset_000007", ann).status()).isEqualTo(200);
      var page = api.get(PATH + "?limit=5", ann);
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      assertThat(page.json().path("items")).hasSize(5);
    }
  }

  @Test
  void areGivenUpAfterATime() throws IOException {
    scene.firstMerge();
    var ann = scene.token("ann", Scope.READ);
    try (var api = api(STALLED)) {
      var others = api.connections();
      for (var i = 0; i < GIVEN_UP; i++) {
        askAndReadNothing(api, ann);
      }

      var deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (api.connections() > others && System.nanoTime() < deadline) {
        LockSupport.parkNanos(5_000_000);
      }

      assertThat(api.connections()).isLessThanOrEqualTo(others);
      assertThat(lines(api, ann)).isEqualTo(DATASETS);
      assertThat(api.get("/metrics", ann).body())
          .contains("http_answers_cut_total " + GIVEN_UP + ".0");
    }
  }
}
