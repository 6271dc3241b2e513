package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.platforms.legacy.LegacyPlatform;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlRoutesTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final SchemaFixture schema = new SchemaFixture(store);
  private final ApiServer api =
      new ApiServer(store, false, Map.of(StoreScene.ACME, schema), new Planning(schema));
  private final String reader = scene.token("reader", Scope.READ);
  private final String operator = scene.token("operator", Scope.OPERATE);

  /** Tables in memory, planned as for a platform that realizes nothing. */
  private record Planning(SchemaFixture schema) implements PlatformRuntimes {

    @Override
    public DataPlatform platform(String type) {
      return new LegacyPlatform();
    }

    @Override
    public PlatformExecutor executor(String type) {
      return schema;
    }

    @Override
    public CredentialStatus check(CredentialUse use) {
      return new CredentialStatus.Usable();
    }
  }

  @AfterEach
  void closeApi() {
    api.close();
  }

  private Reply order(String verb, String body) {
    return api.send(
        verb.equals("sync") ? "POST" : "PUT", "/api/v1/platforms/Live/" + verb, operator, body);
  }

  private JsonNode live() {
    return api.get("/api/v1/platforms/Live", reader).json().path("platform");
  }

  private int auditEntries() {
    return store.audit().newest(null, 1000).size();
  }

  private static List<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(it -> it.path(field).asText())
        .toList();
  }

  @Test
  void holdsAndReleases() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());

    var held = order("hold", "{\"reason\":\"quarter end\"}");
    scene.secondMerge();
    clock.advance(Duration.ofMinutes(10));
    var platform = live();
    var metrics = api.get("/metrics", null).body();
    var released = order("release", "{\"reason\":\"closed\"}");
    var twice = order("release", "{\"reason\":\"closed\"}");

    assertThat(held.status()).as(held.body()).isEqualTo(200);
    assertThat(held.json().path("outcome").asText()).isEqualTo("DONE");
    assertThat(held.json().path("platform").asText()).isEqualTo("acme/Live");
    assertThat(platform.path("state").asText()).isEqualTo("HELD");
    assertThat(platform.path("since").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(platform.path("hold").toString())
        .isEqualTo(
            "{\"version\":1,\"cause\":\"HOLD\",\"by\":\"operator\",\"reason\":\"quarter"
                + " end\",\"since\":\"2026-03-01T12:00:00Z\"}");
    assertThat(platform.path("summary").asText())
        .isEqualTo(
            "Held at version 1 by operator: quarter end. Version 2 is merged. Unblock with 'trueup"
                + " release acme/Live'");
    assertThat(metrics)
        .contains("trueup_hold_age_seconds{platform=\"acme/Live\"} 600.0")
        .doesNotContain("trueup_hold_age_seconds{platform=\"acme/Monthly\"}");
    assertThat(released.status()).as(released.body()).isEqualTo(200);
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.json().path("type").asText()).isEqualTo("urn:trueup:error:not-held");
    assertThat(live().path("hold").isNull()).isTrue();
  }

  @Test
  void cancelsARolloutAndShowsIt() {
    scene.firstMerge();
    scene.moveToFirst();

    var cancelled = order("cancel", "{\"reason\":\"wrong merge\"}");
    var platform = live();
    var twice = order("cancel", "{\"reason\":\"wrong merge\"}");

    assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(200);
    assertThat(platform.path("state").asText()).isEqualTo("CANCELLED");
    assertThat(platform.path("rollout").path("state").asText()).isEqualTo("CANCELLED");
    assertThat(platform.path("summary").asText())
        .isEqualTo(
            "The rollout to version 1 was cancelled by operator: wrong merge. Continue with 'trueup"
                + " release acme/Live'");
    assertThat(twice.status()).isEqualTo(409);
    assertThat(api.get("/api/v1/status", reader).json().path("headline").asText())
        .isEqualTo("Platform 'acme/Live' is cancelled");
  }

  @Test
  void retriesOnlyWhatFailed() {
    scene.firstMerge();
    var early = order("retry", "{\"reason\":\"granted\"}");
    scene.failSecondStep(scene.moveToFirst(), "permission denied");

    var retried = order("retry", "{\"reason\":\"granted\"}");

    assertThat(early.status()).isEqualTo(409);
    assertThat(early.json().path("type").asText()).isEqualTo("urn:trueup:error:nothing-failed");
    assertThat(retried.status()).as(retried.body()).isEqualTo(200);
    assertThat(live().path("rollout").path("retryAt").asText()).isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void dryRunsWriteNothing() {
    schema.awaitingJobs();
    var before = live();
    var entries = auditEntries();
    var poked = List.copyOf(api.pokedPlatforms);

    var held = order("hold", "{\"reason\":\"x\",\"dryRun\":true}");
    var cancelled = order("cancel", "{\"reason\":\"x\",\"dryRun\":true}");
    var back = order("rollback", "{\"reason\":\"x\",\"dryRun\":true,\"to\":1}");

    for (var reply : List.of(held, cancelled, back)) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      assertThat(reply.json().path("outcome").asText()).isEqualTo("DRY_RUN");
    }
    assertThat(back.json().path("preview").path("from").asInt()).isEqualTo(2);
    assertThat(back.json().path("preview").path("to").asInt()).isEqualTo(1);
    assertThat(live()).isEqualTo(before);
    assertThat(auditEntries()).isEqualTo(entries);
    assertThat(api.pokedPlatforms).isEqualTo(poked);
  }

  @Test
  void rollsBackAndHolds() {
    schema.awaitingJobs();

    var back = order("rollback", "{\"reason\":\"wrong type\",\"to\":1}");
    var platform = live();

    assertThat(back.status()).as(back.body()).isEqualTo(200);
    assertThat(back.json().path("outcome").asText()).isEqualTo("DONE");
    assertThat(platform.path("target").path("version").asInt()).isEqualTo(1);
    assertThat(platform.path("merged").path("version").asInt()).isEqualTo(2);
    assertThat(platform.path("hold").path("cause").asText()).isEqualTo("ROLLBACK");
    assertThat(platform.path("rollout").path("kind").asText()).isEqualTo("ROLLBACK");
    assertThat(platform.path("rollout").path("requestedBy").asText()).isEqualTo("operator");
    assertThat(texts(api.get("/api/v1/audit", reader).json(), "verb"))
        .contains("rollout.rolled-back");
    assertThat(api.pokedPlatforms).contains(StoreScene.LIVE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rollback | {"reason":"x","to":9}                                  | 404 | unknown-version
          rollback | {"reason":"x","to":2}                                  | 409 | no-effect
          rollback | {"reason":"x","to":1,"override":["soak"]}              | 409 | not-overridable
          rollback | {"reason":"x","to":1,"override":["window"]}            | 409 | not-shut
          approve  | {"reason":"x","version":9}                             | 404 | unknown-version
          approve  | {"reason":"x","version":1}                             | 409 | not-above-target
          hold     | {"reason":"x","at":1}                                  | 409 | below-target
          sync     | {"reason":"x","to":1}                                  | 409 | below-target
          sync     | {"reason":"x","override":["paused"]}                   | 409 | not-overridable
          release  | {"reason":"x"}                                         | 409 | not-held
          retry    | {"reason":"x"}                                         | 409 | nothing-failed
          rollback | {"reason":"x"}                                         | 400 | invalid-field
          rollback | {"reason":"x","to":0}                                  | 400 | invalid-field
          rollback | {"reason":"x","to":"one"}                              | 400 | invalid-field
          approve  | {"reason":"x"}                                         | 400 | invalid-field
          hold     | {"reason":"x","at":-1}                                 | 400 | invalid-field
          hold     | {"at":1}                                               | 400 | invalid-field
          cancel   | {}                                                     | 400 | invalid-field
          release  | {"reason":" "}                                         | 400 | invalid-field
          sync     | {"reason":"x","override":["windows"]}                  | 400 | invalid-field
          sync     | {"reason":"x","override":[null]}                       | 400 | invalid-field
          sync     | {"reason":"x","overrides":["window"]}                  | 400 | invalid-field
          retry    | {"reason":"x","dryRun":"yes"}                          | 400 | invalid-field
          """)
  void refusesWhatHasNoEffectOrMakesNoSense(String verb, String body, int status, String code) {
    schema.awaitingJobs();
    var entries = auditEntries();

    var reply = order(verb, body);

    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.json().path("type").asText()).isEqualTo("urn:trueup:error:" + code);
    assertThat(reply.detail()).isNotBlank();
    assertThat(auditEntries()).isEqualTo(entries);
  }

  @Test
  void refusesASyncWhileAWindowIsShutAndNamesTheGate() {
    scene.firstMerge();
    freeze("type=postgres");

    var refused = order("sync", "{\"reason\":\"hotfix\"}");
    var passed = order("sync", "{\"reason\":\"hotfix\",\"override\":[\"window\"]}");

    assertThat(refused.status()).as(refused.body()).isEqualTo(409);
    assertThat(refused.json().path("type").asText()).isEqualTo("urn:trueup:error:no-effect");
    var gate = refused.json().path("gates").path(0);
    assertThat(gate.path("kind").asText()).isEqualTo("window");
    assertThat(gate.path("what").asText()).isEqualTo("freeze");
    assertThat(gate.path("opensAt").asText()).isEqualTo("2026-03-02T12:00:00Z");
    assertThat(passed.status()).as(passed.body()).isEqualTo(200);
    assertThat(passed.json().path("outcome").asText()).isEqualTo("REQUESTED");
    assertThat(passed.json().path("gates")).isEmpty();
  }

  private void freeze(String scope) {
    var reply =
        api.send(
            "POST",
            "/api/v1/windows",
            operator,
            "{\"name\":\"freeze\",\"kind\":\"deny\",\"scope\":\"%s\",\"length\":\"24h\",\"zone\":\"UTC\",\"reason\":\"audit\"}"
                .formatted(scope));
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
  }

  @Test
  void showsTheGatesNowAndLater() {
    scene.firstMerge();
    freeze("platform=Live");

    var now = api.get("/api/v1/platforms/Live/gates", reader).json();
    var later = api.get("/api/v1/platforms/acme/Live/gates?at=25h", reader).json();

    assertThat(now.path("platform").asText()).isEqualTo("acme/Live");
    assertThat(now.path("destination").asInt()).isEqualTo(1);
    assertThat(now.path("open").asBoolean()).isFalse();
    assertThat(now.path("opensAt").asText()).isEqualTo("2026-03-02T12:00:00Z");
    assertThat(texts(now.path("gates"), "kind")).containsExactly("window");
    assertThat(later.path("at").asText()).isEqualTo("2026-03-02T13:00:00Z");
    assertThat(later.path("open").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gates?at=2026-01-01T00:00:00Z",
        "gates?at=tomorrow",
        "gates?to=1",
        "plan?to=x",
        "plan?to=0"
      })
  void refusesQuestionsThatAreNone(String question) {
    scene.firstMerge();

    assertThat(api.get("/api/v1/platforms/Live/" + question, reader).status()).isEqualTo(400);
  }

  @Test
  void plansTheNextMove() {
    scene.firstMerge();
    freeze("platform=Live");
    var entries = auditEntries();

    var plan = api.get("/api/v1/platforms/Live/plan", reader).json();
    var unknown = api.get("/api/v1/platforms/Live/plan?to=9", reader).json();

    assertThat(plan.path("from").asInt()).isZero();
    assertThat(plan.path("to").asInt()).isEqualTo(1);
    assertThat(plan.path("differences").asBoolean()).isTrue();
    assertThat(plan.path("added").path("count").asInt()).isPositive();
    assertThat(plan.path("added").path("nodes")).hasSize(plan.path("added").path("count").asInt());
    assertThat(plan.path("stepCount").asInt()).isEqualTo(plan.path("steps").size());
    assertThat(texts(plan.path("gates"), "kind")).containsExactly("window");
    assertThat(unknown.path("impossible").asText()).contains("has no version 9");
    assertThat(auditEntries()).isEqualTo(entries);
  }

  @Test
  void answersForAPlatformThatNoVersionDeclares() {
    schema.awaitingJobs();
    var monthly = "/api/v1/platforms/Monthly";

    var gates = api.get(monthly + "/gates", reader);
    var plan = api.get(monthly + "/plan", reader);
    var explained = api.get(monthly, reader);
    var approved =
        api.send("PUT", monthly + "/approve", operator, "{\"reason\":\"x\",\"version\":2}");

    assertThat(gates.status()).as(gates.body()).isEqualTo(200);
    assertThat(texts(gates.json().path("gates"), "kind")).containsExactly("blocked");
    assertThat(plan.status()).as(plan.body()).isEqualTo(200);
    assertThat(plan.json().path("impossible").asText()).contains("declare platform 'acme/Monthly'");
    assertThat(explained.status()).as(explained.body()).isEqualTo(200);
    assertThat(approved.status()).as(approved.body()).isEqualTo(409);
    assertThat(approved.json().path("type").asText()).isEqualTo("urn:trueup:error:not-declared");
  }

  @Test
  void explainsWhatWaitsToBeRemoved() {
    var merges = new RolloutScene();
    merges.merge(Declared.of(RolloutScene.LIVE, RolloutPolicy.MERGE, "a=1 b=1"));
    merges.advance(RolloutScene.LIVE);
    merges.merge(Declared.of(RolloutScene.LIVE, RolloutPolicy.MERGE, "c=1"));
    merges.advance(RolloutScene.LIVE);
    var token = new StoreScene(merges.store).token("reader", Scope.READ);
    try (var guarded =
        new ApiServer(merges.store, false, Map.of(RolloutScene.ACME, merges), merges)) {
      var explained = guarded.get("/api/v1/platforms/Live", token).json();

      assertThat(texts(explained.path("platform").path("waiting").path("gates"), "kind"))
          .containsExactly("removal-guard");
      assertThat(explained.path("removed").toString())
          .isEqualTo("{\"count\":2,\"nodes\":[\"Ingest/Live/a\",\"Ingest/Live/b\"]}");
    }
  }

  @Test
  void refusesWhatIsForARejectedVersion() {
    schema.awaitingJobs();
    scene.badMerge("Unknown dataset");
    var entries = auditEntries();

    for (var reply :
        List.of(
            order("rollback", "{\"reason\":\"x\",\"to\":3}"),
            order("sync", "{\"reason\":\"x\",\"to\":3}"),
            order("hold", "{\"reason\":\"x\",\"at\":3}"),
            order("approve", "{\"reason\":\"x\",\"version\":3}"))) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(409);
      assertThat(reply.json().path("type").asText()).isEqualTo("urn:trueup:error:rejected-version");
      assertThat(reply.detail()).startsWith("Version 3 of source 'acme' was rejected");
    }
    assertThat(auditEntries()).isEqualTo(entries);
  }

  @Test
  void refusesAnOverrideOfAGateThatIsNotShut() {
    scene.firstMerge();
    var entries = auditEntries();

    var reply = order("sync", "{\"reason\":\"x\",\"override\":[\"window\"]}");

    assertThat(reply.status()).as(reply.body()).isEqualTo(409);
    assertThat(reply.json().path("type").asText()).isEqualTo("urn:trueup:error:not-shut");
    assertThat(reply.detail())
        .isEqualTo(
            "No gate of kind 'window' is shut for platform 'acme/Live', so there is nothing to"
                + " override. Leave it out");
    assertThat(auditEntries()).isEqualTo(entries);
  }

  @Test
  void explainsWhichWindowsMatch() {
    scene.firstMerge();
    freeze("platform=Live");

    var explained = api.get("/api/v1/platforms/Live", reader).json();

    assertThat(texts(explained.path("windows"), "id")).containsExactly("freeze");
    assertThat(explained.path("removed").isNull()).isTrue();
    assertThat(explained.path("platform").path("windows").toString())
        .isEqualTo("{\"count\":1,\"open\":false,\"changesAt\":\"2026-03-02T12:00:00Z\"}");
    assertThat(api.get("/api/v1/platforms/Monthly", reader).json().path("windows")).isEmpty();
  }

  @Test
  void tellsAReaderNothingAboutWhatItsOrderWouldDo() {
    schema.awaitingJobs();

    for (var verb : List.of("hold", "release", "cancel", "retry", "approve", "rollback")) {
      assertThat(
              api.send("PUT", "/api/v1/platforms/Live/" + verb, reader, "{\"reason\":\"\"}")
                  .status())
          .isEqualTo(403);
    }
  }

  @Test
  void measuresWhatPlatformsWaitFor() {
    scene.firstMerge();
    scene.waitForSync();

    var metrics = api.get("/metrics", null).body();

    assertThat(metrics)
        .contains("trueup_platform_waiting{kind=\"policy\",platform=\"acme/Monthly\"} 1.0")
        .doesNotContain("trueup_platform_waiting{kind=\"policy\",platform=\"acme/Live\"}");
  }
}
