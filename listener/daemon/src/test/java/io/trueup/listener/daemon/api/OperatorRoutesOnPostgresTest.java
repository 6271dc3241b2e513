package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The main routes over the real store. */
class OperatorRoutesOnPostgresTest {

  private final TestDatabase database = TestPostgres.migratedDatabase();
  private final PostgresStateStore store =
      PostgresStateStore.open(
          new DatabaseSettings(
              database.jdbcUrl(), database.user(), database.password(), 4, Duration.ofSeconds(10)));
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, true);
  private final String operator = scene.token("operator", Scope.OPERATE);

  @AfterEach
  void closeAll() {
    api.close();
    store.close();
    database.close();
  }

  @Test
  void showsExplainsAndSteers() {
    scene.awaitingJobs();
    scene.badMerge("No such dataset");
    scene.deliver("d-1", "push");

    var reason = "{\"reason\":\"quarter end\"}";
    var paused = api.send("PUT", "/api/v1/platforms/Live/pause", operator, reason);
    var status = api.get("/api/v1/status", operator).json();
    var blocked = api.send("POST", "/api/v1/platforms/Live/sync", operator, reason);
    var resumed = api.send("PUT", "/api/v1/platforms/Live/resume", operator, reason);
    var explained = api.get("/api/v1/platforms/Live", operator).json();

    assertThat(paused.status()).isEqualTo(200);
    assertThat(status.path("platforms").path(0).path("state").asText()).isEqualTo("PAUSED");
    assertThat(blocked.status()).isEqualTo(409);
    assertThat(resumed.status()).isEqualTo(200);
    assertThat(explained.path("nodes").path(0).path("count").asInt()).isEqualTo(1);
    assertThat(explained.path("delta").path("changed").asInt()).isEqualTo(1);
    assertThat(explained.path("audit").path(0).path("verb").asText()).isEqualTo("platform.resumed");
    assertThat(explained.path("audit").path(0).path("before").isTextual()).isFalse();
    for (var path :
        new String[] {
          "versions", "deliveries", "audit", "nodes?platform=Live", "names?platform=Live"
        }) {
      assertThat(api.get("/api/v1/" + path, operator).status()).as(path).isEqualTo(200);
    }
    assertThat(api.get("/", null).body()).contains("No such dataset").contains("awaiting jobs");
    assertThat(api.get("/metrics", null).body())
        .contains("trueup_platform_behind{platform=\"acme/Live\"} 1.0");
    assertThat(api.get("/readyz", null).status()).isEqualTo(200);
  }

  @Test
  void beginsAndEndsARun() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());

    var begun =
        api.send(
            "POST",
            "/api/v1/runs",
            operator,
            "{\"platform\":\"Live\",\"node\":\"%s\",\"job\":\"j\"}".formatted(StoreScene.INGEST));
    var ended =
        api.send(
            "POST",
            "/api/v1/runs/" + begun.json().path("run").asText() + "/end",
            operator,
            "{\"outcome\":\"succeeded\"}");

    assertThat(begun.json().path("action").asText()).isEqualTo("RUN");
    assertThat(ended.json().path("state").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void refusesWhatPostgresCannotHold() {
    scene.firstMerge();

    var nul = api.get("/api/v1/platforms/acme/Li%00ve", operator);
    var unknown = api.get("/api/v1/audit?subject=a%00b", operator);

    assertThat(nul.status()).isEqualTo(400);
    assertThat(unknown.status()).isEqualTo(400);
  }
}
