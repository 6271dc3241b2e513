package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PauseRoutesTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, true);
  private final String reader = scene.token("reader", Scope.READ);
  private final String operator = scene.token("operator", Scope.OPERATE);

  @BeforeEach
  void merge() {
    scene.firstMerge();
  }

  @AfterEach
  void closeApi() {
    api.close();
  }

  private ApiServer.Reply pause(String selector, String body) {
    return api.send("PUT", "/api/v1/pauses/" + selector, operator, body);
  }

  private ApiServer.Reply resume(String selector) {
    return api.send("DELETE", "/api/v1/pauses/" + selector, operator, "{\"reason\":\"over\"}");
  }

  private JsonNode live() {
    return api.get("/api/v1/platforms/Live", reader).json().path("platform");
  }

  @Test
  void pausesAGroupAndResumesIt() {
    var paused =
        pause("type%3Dpostgres,source%3Dacme", "{\"reason\":\"incident\",\"until\":\"2h\"}");
    var again =
        pause("source%3Dacme,type%3Dpostgres", "{\"reason\":\"incident\",\"until\":\"2h\"}");
    clock.advance(Duration.ofMinutes(10));
    var listed = api.get("/api/v1/pauses", reader).json();
    var platform = live();
    var metrics = api.get("/metrics", null).body();
    var page = api.get("/", null).body();
    var resumed = resume("type%3Dpostgres,source%3Dacme");
    var twice = resume("type%3Dpostgres,source%3Dacme");

    assertThat(paused.status()).isEqualTo(200);
    assertThat(paused.json().path("message").asText())
        .isEqualTo(
            "All platforms of 'source=acme,type=postgres' are paused until 2026-03-01T14:00:00Z");
    assertThat(paused.json().path("pause").path("platforms").toString())
        .isEqualTo("[\"acme/Live\",\"acme/Monthly\",\"acme/Old\"]");
    assertThat(again.json().path("message").asText()).endsWith("already paused");
    assertThat(listed).hasSize(1);
    assertThat(platform.path("state").asText()).isEqualTo("PAUSED");
    assertThat(platform.path("since").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(platform.path("pause").isNull()).isTrue();
    assertThat(platform.path("pauses").path(0).path("selector").asText())
        .isEqualTo("source=acme,type=postgres");
    assertThat(platform.path("summary").asText())
        .isEqualTo(
            "All of 'source=acme,type=postgres' are paused by operator until 2026-03-01T14:00:00Z:"
                + " incident. Unblock earlier with 'trueup resume --select"
                + " source=acme,type=postgres'");
    assertThat(metrics).contains("trueup_pause_age_seconds{platform=\"acme/Live\"} 600.0");
    assertThat(page).contains("All platforms of <code>source=acme,type=postgres</code> are paused");
    assertThat(resumed.json().path("message").asText()).endsWith("are resumed");
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.detail())
        .isEqualTo("There is no pause of 'source=acme,type=postgres'. See 'trueup status'");
    assertThat(live().path("state").asText()).isEqualTo("MOVING");
    assertThat(api.get("/metrics", null).body()).doesNotContain("trueup_pause_age_seconds{");
    assertThat(
            store.audit().newest("pause:source=acme,type=postgres", 9).stream()
                .map(it -> it.verb() + " " + it.actor().name() + ": " + it.reason()))
        .containsExactly("group.resumed operator: over", "group.paused operator: incident");
  }

  @Test
  void stopsEverything() {
    var paused = pause("all", "{\"reason\":\"incident\"}");
    var sync = api.send("POST", "/api/v1/platforms/Live/sync", operator, "{\"reason\":\"now\"}");
    var own = api.send("PUT", "/api/v1/platforms/Live/resume", operator, "{\"reason\":\"x\"}");

    assertThat(paused.json().path("message").asText())
        .isEqualTo("Everything is paused until it is resumed");
    assertThat(sync.status()).isEqualTo(409);
    assertThat(sync.json().path("type").asText()).isEqualTo("urn:trueup:error:platform-paused");
    assertThat(sync.detail()).endsWith("Unblock with 'trueup resume --all'");
    assertThat(own.status()).isEqualTo(409);
    assertThat(own.detail())
        .isEqualTo(
            "Platform 'acme/Live' is not paused by itself. The pause of 'all' keeps it waiting: end"
                + " that with 'trueup resume --all'");
    assertThat(api.get("/api/v1/status", reader).json().path("needsEyes").asBoolean()).isTrue();
    assertThat(resume("all").status()).isEqualTo(200);
  }

  @Test
  void speaksOfSeveralPlatformsInThePlural() {
    assertThat(pause("type%3Dpostgres", "{\"reason\":\"x\"}").json().path("message").asText())
        .isEqualTo("All platforms of 'type=postgres' are paused until they are resumed");
    assertThat(
            pause("tag%3Deu", "{\"reason\":\"x\",\"dryRun\":true}").json().path("message").asText())
        .isEqualTo("All platforms of 'tag=eu' would be paused until they are resumed");
  }

  @Test
  void dryRunsWriteNothing() {
    pause("all", "{\"reason\":\"incident\"}");
    var entries = store.audit().newest(null, 1000).size();

    var group = pause("type%3Dpostgres?dryRun=true", "{\"reason\":\"x\"}");
    var inBody = pause("type%3Dpostgres", "{\"reason\":\"x\",\"dryRun\":true}");
    var resumed = resume("all?dryRun=true");
    var platform =
        api.send(
            "PUT", "/api/v1/platforms/Live/pause", operator, "{\"reason\":\"x\",\"dryRun\":true}");
    var none =
        api.send(
            "PUT", "/api/v1/platforms/Live/resume", operator, "{\"reason\":\"x\",\"dryRun\":true}");

    for (var reply : List.of(group, inBody, resumed)) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().path("dryRun").asBoolean()).isTrue();
      assertThat(reply.json().path("message").asText()).contains(" would be ");
    }
    assertThat(platform.json().path("pause").path("reason").asText()).isEqualTo("x");
    assertThat(none.status()).isEqualTo(409);
    assertThat(api.get("/api/v1/pauses", reader).json()).hasSize(1);
    assertThat(live().path("pause").isNull()).isTrue();
    assertThat(store.audit().newest(null, 1000)).hasSize(entries);
  }

  @Test
  void warnsAboutASelectorThatMatchesNothing() {
    var reply = pause("type%3Dpostgre", "{\"reason\":\"x\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("warnings").path(0).asText())
        .contains("matches no platform")
        .contains("postgres");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          all          | {"until":"2h"}                                       | reason
          all          | {"reason":"x","until":"2026-02-01T00:00:00Z"}        | until
          all          | {"reason":"x","until":"soon"}                        | until
          all          | {"reason":"x","untill":"2h"}                         | untill
          everything   | {"reason":"x"}                                       | selector
          type%3D      | {"reason":"x"}                                       | selector
          colour%3Dred | {"reason":"x"}                                       | selector
          """)
  void refusesAPauseThatIsNone(String selector, String body, String field) {
    var reply = pause(selector, body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("field").asText()).isEqualTo(field);
    assertThat(api.get("/api/v1/pauses", reader).json()).isEmpty();
  }
}
