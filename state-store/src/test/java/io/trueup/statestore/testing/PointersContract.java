package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.good;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.Impact;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState.Pointer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a recorded version moves the pointers of platforms. */
abstract class PointersContract extends Contract {

  PointersContract(StateStoreConformance suite) {
    super(suite);
  }

  private static void assertAt(Pointer pointer, long version, @Nullable Fingerprint graph) {
    assertThat(pointer.version()).isEqualTo(version);
    assertThat(pointer.graph()).isEqualTo(graph);
  }

  @Test
  void aNewPlatformIsNothingAndHasTheVersionBeforeIt() {
    stage.accept(fingerprint(1));

    var platform = stage.platform();
    assertThat(platform.id()).isEqualTo(LIVE);
    assertThat(platform.type()).isEqualTo("postgres");
    assertThat(platform.policy()).isEqualTo(RolloutPolicy.MERGE);
    assertAt(platform.merged(), 1, fingerprint(1));
    assertAt(platform.target(), 0, null);
    assertAt(platform.realized(), 0, null);
    assertThat(platform.syncRequested()).isZero();
    assertThat(platform.pause()).isNull();
    assertThat(platform.waiting()).isNull();
    assertThat(platform.rollout()).isNull();
  }

  @Test
  void aChangedPlatformAdvancesOnlyMerged() {
    stage.realize(fingerprint(1), INGEST);
    var before = stage.platform();

    stage.accept(fingerprint(2));

    var after = stage.platform();
    assertAt(after.merged(), 2, fingerprint(2));
    assertThat(after.target()).isEqualTo(before.target());
    assertThat(after.realized()).isEqualTo(before.realized());
  }

  @Test
  void anUnaffectedPlatformAdvancesAllThreeAndWritesNoRollout() {
    stage.realize(fingerprint(1), INGEST);
    var before = store.rollouts().newest(LIVE, 10);

    stage.accept(fingerprint(1));

    var platform = stage.platform();
    assertAt(platform.merged(), 2, fingerprint(1));
    assertAt(platform.target(), 2, fingerprint(1));
    assertAt(platform.realized(), 2, fingerprint(1));
    assertThat(store.rollouts().newest(LIVE, 10)).isEqualTo(before);
  }

  @Test
  void aPlatformIsUpToDateHoweverManyVersionsChangeNothingOfIt() {
    stage.realize(fingerprint(1), INGEST);
    var since = stage.platform().upToDateSince();
    assertThat(since).isNotNull();

    stage.accept(fingerprint(1));
    assertThat(stage.platform().upToDateSince()).isEqualTo(since);
    stage.logIn();
    store.platforms().pause(LIVE, StoreFixture.ANN, "freeze", null);
    assertThat(stage.platform().upToDateSince()).isEqualTo(since);

    stage.accept(fingerprint(2));
    assertThat(stage.platform().upToDateSince()).isNull();
    stage.accept(fingerprint(1));
    assertThat(stage.platform().upToDateSince()).isEqualTo(stage.platform().realized().since());
  }

  @Test
  void aPlatformBehindItsTargetAdvancesMergedAndTargetAndStaysBehind() {
    var lease = stage.platformLease();
    stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));

    stage.accept(fingerprint(1));

    var platform = stage.platform();
    assertAt(platform.merged(), 2, fingerprint(1));
    assertAt(platform.target(), 2, fingerprint(1));
    assertAt(platform.realized(), 0, null);
  }

  @Test
  void aPlatformWhoseTargetIsBehindMergedAdvancesOnlyMerged() {
    stage.realize(fingerprint(1), INGEST);
    stage.accept(fingerprint(2));

    stage.accept(fingerprint(2));

    var platform = stage.platform();
    assertAt(platform.merged(), 3, fingerprint(2));
    assertAt(platform.target(), 1, fingerprint(1));
    assertAt(platform.realized(), 1, fingerprint(1));
  }

  @Test
  void aVersionThatRevertsTheWaitingChangeEndsTheWaiting() {
    var lease = stage.realize(fingerprint(1), INGEST);
    stage.accept(fingerprint(2));
    store.platforms().recordWaiting(lease, LIVE, stage.waiting("frozen"));

    stage.accept(fingerprint(1));

    var platform = stage.platform();
    assertAt(platform.realized(), 3, fingerprint(1));
    assertThat(platform.waiting()).isNull();
  }

  @Test
  void aVersionThatChangesMoreLeavesTheWaiting() {
    var lease = stage.realize(fingerprint(1), INGEST);
    stage.accept(fingerprint(2));
    var waiting = stage.waiting("frozen");
    store.platforms().recordWaiting(lease, LIVE, waiting);

    stage.accept(fingerprint(3));

    assertThat(stage.platform().waiting()).isEqualTo(waiting);
  }

  @Test
  void severalVersionsAtOnceMoveThePointersAsIfOneByOne() {
    stage.realize(fingerprint(1), INGEST);

    stage.record(
        good(commit(11), impact("Live", fingerprint(1))),
        good(commit(12), impact("Live", fingerprint(2))));

    var platform = stage.platform();
    assertAt(platform.merged(), 3, fingerprint(2));
    assertAt(platform.target(), 2, fingerprint(1));
    assertAt(platform.realized(), 2, fingerprint(1));
  }

  @Test
  void aPlatformThatIsNotNamedKeepsItsPointers() {
    stage.accept(fingerprint(1));
    var before = stage.platform();

    stage.accept(impact("Audit", fingerprint(5)));

    assertThat(stage.platform()).isEqualTo(before);
    assertAt(
        store.platforms().find(new PlatformId(ACME, "Audit")).orElseThrow().merged(),
        2,
        fingerprint(5));
  }

  @Test
  void typeAndPolicyFollowTheNewestVersion() {
    stage.accept(fingerprint(1));

    stage.accept(new Impact("Live", "legacy", RolloutPolicy.MANUAL, fingerprint(1), List.of()));

    assertThat(stage.platform().type()).isEqualTo("legacy");
    assertThat(stage.platform().policy()).isEqualTo(RolloutPolicy.MANUAL);
  }

  @Test
  void operatorsChangesStayWhenAVersionIsRecorded() {
    stage.accept(fingerprint(1));
    stage.logIn();
    store.platforms().pause(LIVE, StoreFixture.ANN, "audit week", null);
    store.platforms().requestSync(LIVE, null, Set.of(), StoreFixture.ANN, "go");
    var before = stage.platform();

    stage.accept(fingerprint(2));

    assertThat(stage.platform().pause()).isEqualTo(before.pause());
    assertThat(stage.platform().syncRequested()).isEqualTo(1);
  }
}
