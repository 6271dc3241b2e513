package io.trueup.listener.daemon.forge.status;

import static io.trueup.listener.engine.testing.StoreScene.LIVE;
import static io.trueup.listener.engine.testing.StoreScene.MONTHLY;
import static io.trueup.listener.engine.testing.StoreScene.OLD;
import static io.trueup.listener.engine.testing.StoreScene.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.status.StatusReader;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SentStatus.State;
import io.trueup.statestore.Version;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where platforms stand, as a forge is told. */
class PlatformStandingTest {

  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);

  private List<PlatformStanding> standing(PlatformId platform) {
    var reader = new StatusReader(store);
    return PlatformStanding.of(
        reader.platform(store.platforms().find(platform).orElseThrow()),
        version -> store.versions().find(platform.source(), version).map(Version::commit));
  }

  private static PlatformStanding of(int version, State state, String text) {
    return new PlatformStanding(version, commit(version), state, text);
  }

  @Test
  void aPlatformThatIsAboutToMoveHasNoStandingYet() {
    scene.firstMerge();

    assertThat(standing(LIVE)).isEmpty();
  }

  @Test
  void aPlatformThatUpdatesItselfHasNone() {
    scene.firstMerge();

    assertThat(standing(OLD)).isEmpty();
  }

  @Test
  void aRolloutRunsFailsAndIsRealized() {
    scene.firstMerge();
    var rollout = scene.moveToFirst();
    assertThat(standing(LIVE))
        .containsExactly(of(1, State.RUNNING, "Moving from version 0 to 1; 0 of 2 steps landed"));

    scene.failSecondStep(rollout, "value 'secret' is too long");
    assertThat(standing(LIVE))
        .containsExactly(
            of(1, State.FAILURE, "A step to version 1 failed and is retried; 1 of 2 steps landed"));
  }

  @Test
  void aVersionThatWaitsForJobsRunsUntilTheyStart() {
    scene.awaitingJobs();

    assertThat(standing(LIVE))
        .containsExactly(
            of(2, State.RUNNING, "1 node moves to version 2 when its job next starts"));

    scene.block("no space");
    assertThat(standing(LIVE))
        .containsExactly(
            of(
                2,
                State.FAILURE,
                "Node 'Ingest/Live/NW_Data' did not reach version 2 when its job started"));
  }

  @Test
  void aMergedVersionWaitsBehindTheRealizedOne() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());
    scene.secondMerge();
    scene.token("ann", Scope.OPERATE);
    store.platforms().pause(LIVE, new Actor("ann", "192.0.2.7"), "month-end", null);

    assertThat(standing(LIVE))
        .containsExactly(
            of(1, State.SUCCESS, "Realized version 1"),
            of(2, State.PENDING, "Paused by ann: month-end. Unblock with 'trueup resume'"));
  }

  @Test
  void aGateThatKeepsAPlatformWaitingIsTold() {
    scene.firstMerge();
    scene.waitForSync();

    assertThat(standing(MONTHLY))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.state()).isEqualTo(State.PENDING);
          assertThat(it.text()).contains("version 1 waits for an operator");
        });
  }
}
