package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may report as a model server, which versions then wait for. */
class ModelServerRoutesTest {

  private static final String MODEL_1 = "/api/v1/model-servers/model-1";
  private static final String NOTHING_OPEN =
      """
      {"address": "http://model-1:8081", "program": "1.2.3", "prepared": {"acme": []},
       "draining": false, "heapUsed": 1, "heapMost": 2, "startedAt": "2026-03-01T11:00:00Z"}
      """;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);

  @AfterEach
  void close() {
    api.close();
  }

  private long served() {
    return store.modelServers().served(StoreScene.ACME).orElseThrow().served();
  }

  @ParameterizedTest
  @CsvSource({"READ, 403", "RUN, 403", "SERVE, 200", "OPERATE, 200"})
  void onlyAModelServerReports(Scope scope, int status) {
    scene.firstMerge();
    var token = scene.token("caller", scope);

    var reply = api.send("PUT", MODEL_1, token, NOTHING_OPEN);

    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(store.modelServers().all()).hasSize(status == 200 ? 1 : 0);
  }

  @Test
  void aJobCannotHoldTheMergedVersionBack() {
    scene.firstMerge();
    var job = scene.token("job", Scope.RUN);

    var reply = api.send("PUT", MODEL_1, job, NOTHING_OPEN);
    scene.secondMerge();

    assertThat(reply.detail()).contains("SERVE");
    assertThat(served()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/model-servers, 200",
    "POST, /api/v1/runs, 403",
    "POST, /api/v1/models/acme/1/leases, 403",
    "GET, /api/v1/tokens, 403"
  })
  void aModelServerReadsAndDoesNothingElse(String method, String path, int status) {
    scene.firstMerge();
    var token = scene.token("fleet", Scope.SERVE);

    var reply = method.equals("GET") ? api.get(path, token) : api.send(method, path, token, "{}");

    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
  }

  @Test
  void aLiveModelServersNameIsNotTakenByAnotherToken() {
    scene.firstMerge();
    api.send("PUT", MODEL_1, scene.token("fleet", Scope.SERVE), NOTHING_OPEN);

    var reply = api.send("PUT", MODEL_1, scene.token("other", Scope.SERVE), NOTHING_OPEN);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.detail())
        .isEqualTo(
            "Model server 'model-1' reports with token 'fleet'. Give each model server a name of"
                + " its own");
  }
}
