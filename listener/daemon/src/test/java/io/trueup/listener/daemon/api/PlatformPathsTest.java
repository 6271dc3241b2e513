package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.PlatformId;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Platforms that are called like a part of a path, or like their source. */
class PlatformPathsTest {

  private final RolloutScene merges = new RolloutScene();
  private final ApiServer api =
      new ApiServer(merges.store, false, Map.of(RolloutScene.ACME, merges), merges);
  private final String reader = new StoreScene(merges.store).token("reader", Scope.READ);

  @AfterEach
  void closeApi() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "acme/schema, /platform/name, schema",
    "acme/plan, /platform/name, plan",
    "acme/gates, /platform/name, gates",
    "acme/drift, /platform/name, drift",
    "acme/acme, /platform/name, acme",
    "schema, /platform/name, schema",
    "acme/schema/plan, /platform, acme/schema",
    "acme/schema/plan?to=1, /platform, acme/schema",
    "acme/schema/drift, /platform, acme/schema",
    "acme/schema/drift?limit=1, /platform, acme/schema",
    "acme/schema/gates, /platform, acme/schema",
    "acme/acme/plan, /platform, acme/acme",
    "acme/plan/plan, /platform, acme/plan",
    "schema/plan, /platform, acme/schema",
    "plan/plan, /platform, acme/plan",
    "drift/drift, /platform, acme/drift",
    "gates/gates, /platform, acme/gates"
  })
  void aFullNameReachesItsPlatformWhateverItIsCalled(String path, String field, String value) {
    merges.merge(
        Stream.of("schema", "plan", "gates", "drift", "acme")
            .map(it -> new PlatformId(RolloutScene.ACME, it))
            .map(it -> Declared.of(it, RolloutPolicy.MERGE, "a=1"))
            .toArray(Declared[]::new));

    var reply = api.get("/api/v1/platforms/" + path, reader);

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().at(field).asText()).as(reply.body()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"acme/plan, /platform", "acme/drift, /platform", "acme/gates, /platform"})
  void aNameAloneIsReadWhereThereIsNoSuchPlatform(String path, String field) {
    merges.merge(
        Declared.of(new PlatformId(RolloutScene.ACME, "acme"), RolloutPolicy.MERGE, "a=1"));

    var reply = api.get("/api/v1/platforms/" + path, reader);

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().at(field).asText()).as(reply.body()).isEqualTo("acme/acme");
  }
}
