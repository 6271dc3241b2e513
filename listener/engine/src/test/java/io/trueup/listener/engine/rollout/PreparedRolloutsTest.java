package io.trueup.listener.engine.rollout;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.ANN;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.listener.engine.versions.NeededVersions;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.statestore.ModelServer;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Targets move once the model servers have opened their version. */
class PreparedRolloutsTest {

  private static final Duration LIVE_FOR = Duration.ofHours(1);

  private final RolloutScene scene = new RolloutScene();

  private void merge(String nodes) {
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, nodes));
    scene.advance(LIVE);
  }

  private void report(String instance, Long... open) {
    var prepared = new TreeMap<SourceId, SortedSet<Long>>();
    prepared.put(ACME, new TreeSet<>(List.of(open)));
    scene
        .store
        .modelServers()
        .report(
            new ModelServer.Report(instance, "a", "1", prepared, false, 1, 2, Instant.EPOCH),
            LIVE_FOR,
            ServedVersion.preparingFirst(Duration.ofMinutes(1)),
            ANN);
  }

  private long target() {
    return scene.store.platforms().find(LIVE).orElseThrow().target().version();
  }

  private List<String> waits() {
    var waiting = scene.store.platforms().find(LIVE).orElseThrow().waiting();
    return waiting == null ? List.of() : waiting.names();
  }

  @Test
  void theTargetMovesOnceTheLastServerHasOpenedTheVersion() {
    merge("a=1");
    report("m1", 1L);
    report("m2", 1L);
    merge("a=2");
    assertThat(target()).isEqualTo(1);
    assertThat(waits()).containsExactly("model-servers version 2");

    report("m1", 1L, 2L);
    scene.advance(LIVE);
    assertThat(target()).isEqualTo(1);
    report("m2", 1L, 2L);
    scene.advance(LIVE);

    assertThat(target()).isEqualTo(2);
    assertThat(waits()).isEmpty();
  }

  @Test
  void aStuckServerHoldsATargetUpForTheConfiguredTimeAndTheNextOneNotAtAll() {
    merge("a=1");
    report("stuck", 1L);
    report("m1", 1L);
    merge("a=2");
    report("m1", 1L, 2L);
    scene.clock.advance(GateRules.PREPARE_WITHIN.minusSeconds(1));
    scene.advance(LIVE);
    assertThat(target()).isEqualTo(1);
    scene.clock.advance(Duration.ofSeconds(1));
    scene.advance(LIVE);
    assertThat(target()).isEqualTo(2);

    report("m1", 1L, 2L);
    report("stuck", 1L);
    merge("a=3");
    report("m1", 1L, 2L, 3L);
    scene.advance(LIVE);

    assertThat(target()).as("the stuck one gets no requests").isEqualTo(3);
  }

  @Test
  void theVersionThatComesNextIsNeededBeforeAnythingPointsToIt() {
    var each =
        new RolloutPolicy(
            RolloutPolicy.On.MERGE,
            null,
            Collections.emptySortedMap(),
            RolloutPolicy.AtClose.FINISH,
            VersionOrder.EACH,
            RolloutPolicy.RemovalGuard.DEFAULT,
            RolloutPolicy.DriftPolicy.NONE);
    scene.merge(Declared.of(LIVE, each, "a=1"));
    scene.advance(LIVE);
    report("m1", 1L);
    scene.merge(Declared.of(LIVE, each, "a=2"));
    scene.merge(Declared.of(LIVE, each, "a=3"));

    scene.advance(LIVE);

    assertThat(waits()).containsExactly("model-servers version 2");
    assertThat(Objects.requireNonNull(NeededVersions.of(scene.store, ACME).get(2L)))
        .contains("Live: next");
  }
}
