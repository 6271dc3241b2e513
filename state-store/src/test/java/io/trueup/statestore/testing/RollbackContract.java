package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.bad;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Rollout.Kind;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of moves back (P3). */
abstract class RollbackContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";
  private static final RolloutPlan NOTHING = new RolloutPlan(List.of(), List.of());
  private static final GateEvaluator OPEN = (_, _, _, _) -> List.of();

  private Lease lease = new Lease("none", "none", 0);

  RollbackContract(StateStoreConformance suite) {
    super(suite);
  }

  /** Versions 1 and 2 were realized. */
  @BeforeEach
  void realizeTwo() {
    stage.logIn();
    stage.realize(fingerprint(1), INGEST);
    lease = stage.realize(fingerprint(2), INGEST, EXPORT);
  }

  private ClaimOutcome rollBack(PlatformState seen, long to, RolloutPlan plan) {
    return store
        .rollouts()
        .rollBack(
            lease,
            seen,
            to,
            fingerprint((int) to),
            plan,
            OPEN,
            Set.of(GateKind.WINDOW),
            ANN,
            "it is slow");
  }

  private static Rollout claimed(ClaimOutcome outcome) {
    if (outcome instanceof ClaimOutcome.Claimed(var rollout)) {
      return rollout;
    }
    throw new AssertionError("Not claimed: " + outcome);
  }

  @Test
  void aRollbackMovesTheTargetBackAndLeavesAHold() {
    var rollout = claimed(rollBack(stage.platform(), 1, NOTHING));

    var platform = stage.platform();
    assertThat(platform.target().version()).isEqualTo(1);
    assertThat(platform.target().graph()).isEqualTo(fingerprint(1));
    assertThat(platform.merged().version()).isEqualTo(2);
    assertThat(platform.realized().version()).isEqualTo(2);
    var hold = requireNonNull(platform.steering().hold());
    assertThat(hold.version()).isEqualTo(1);
    assertThat(hold.cause()).isEqualTo(Hold.Cause.ROLLBACK);
    assertThat(hold.by()).isEqualTo("ann");
    assertThat(hold.reason()).isEqualTo("it is slow");
    assertThat(rollout.kind()).isEqualTo(Kind.ROLLBACK);
    assertThat(rollout.from()).isEqualTo(2);
    assertThat(rollout.to()).isEqualTo(1);
    assertThat(rollout.overrides()).containsExactly(GateKind.WINDOW);
    assertThat(rollout.requestedBy()).isEqualTo("ann");
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.ROLLOUT_ROLLED_BACK);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("it is slow");
  }

  @Test
  void aRollbackIsRealizedLikeAnyMove() {
    claimed(rollBack(stage.platform(), 1, NOTHING));

    store.rollouts().rollUp(lease, LIVE);

    var platform = stage.platform();
    assertThat(platform.realized().version()).isEqualTo(1);
    assertThat(platform.realized().graph()).isEqualTo(fingerprint(1));
    assertThat(platform.steering().graphSince()).isEqualTo(platform.realized().since());
    assertThat(platform.upToDateSince()).isNull();
  }

  @Test
  void aRollbackTakesOverFromTheRolloutUnderWay() {
    stage.accept(fingerprint(3));
    var forward = claimed(stage.claim(lease, 3, fingerprint(3), provision(fingerprint(3), EXPORT)));

    claimed(rollBack(stage.platform(), 1, NOTHING));

    assertThat(store.rollouts().newest(LIVE, 2).getLast())
        .returns(forward.id(), Rollout::id)
        .returns(Rollout.State.SUPERSEDED, Rollout::state);
    assertThat(store.rollouts().beginSteps(lease, forward.id(), 9, (_, _, _, _) -> false))
        .isEmpty();
  }

  @Test
  void noMergeUndoesARollback() {
    claimed(rollBack(stage.platform(), 1, NOTHING));
    store.rollouts().rollUp(lease, LIVE);

    stage.accept(fingerprint(1));
    stage.accept(fingerprint(4));

    assertThat(stage.platform().target().version()).isEqualTo(1);
    assertThat(stage.platform().realized().version()).isEqualTo(1);
    assertThat(stage.platform().steering().hold()).isNotNull();
  }

  @Test
  void aMergeOfTheSameGraphLeavesRealizedUntilARollbackToItIsOver() {
    stage.accept(fingerprint(3));
    claimed(stage.claim(lease, 3, fingerprint(3), NOTHING));
    claimed(rollBack(stage.platform(), 2, NOTHING));
    store.platforms().release(LIVE, ANN, "it was fixed");

    stage.accept(fingerprint(2));

    assertThat(stage.platform().target().version()).isEqualTo(4);
    assertThat(stage.platform().realized().version()).isEqualTo(2);
    store.rollouts().rollUp(lease, LIVE);
    assertThat(stage.platform().realized().version()).isEqualTo(4);
  }

  @Test
  void anEarlierRequestAndApprovalEndWithARollback() {
    stage.accept(fingerprint(3));
    store.platforms().requestSync(LIVE, 3L, Set.of(), ANN, "go");
    store.platforms().approveRemoval(LIVE, 3, "abc", ANN, "yes");

    claimed(rollBack(stage.platform(), 1, NOTHING));

    assertThat(stage.platform().steering().sync()).isNull();
    assertThat(stage.platform().steering().approval()).isNull();
    assertThat(stage.platform().syncRequested()).isEqualTo(1);
  }

  @Test
  void afterItsReleaseThePlatformMovesForwardAgain() {
    claimed(rollBack(stage.platform(), 1, NOTHING));
    store.platforms().release(LIVE, ANN, "mended");

    var rollout = claimed(stage.claim(lease, 2, fingerprint(2), NOTHING));

    assertThat(rollout.kind()).isEqualTo(Kind.FORWARD);
    assertThat(stage.platform().target().version()).isEqualTo(2);
  }

  @Test
  void aShutGateRefusesARollbackAndNothingIsWritten() {
    var before = stage.everything();
    GateEvaluator shut = (_, _, _, now) -> Waiting.forGate(GateKind.WINDOW, "frozen", now).gates();

    var outcome =
        store
            .rollouts()
            .rollBack(
                lease,
                stage.platform(),
                1,
                fingerprint(1),
                NOTHING,
                shut,
                Set.of(),
                ANN,
                "it is slow");

    assertThat(outcome).isInstanceOf(ClaimOutcome.Waits.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRevokedTokenRollsNothingBack() {
    store.tokens().revoke("ann", Revocable.ANY, ANN);
    var before = stage.everything();

    assertThat(rollBack(stage.platform(), 1, NOTHING)).isEqualTo(new ClaimOutcome.NotAllowed());
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void onlyToAnAcceptedVersionBelowTheTarget() {
    stage.record(bad(commit(99)));
    stage.realize(fingerprint(4), INGEST);
    var seen = stage.platform();
    lease = stage.platformLease();
    var before = stage.everything();

    for (var to : List.of(3L, 4L, 5L, 0L)) {
      assertThatThrownBy(() -> rollBack(seen, to, NOTHING))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Cannot roll platform 'acme/Live' back to version " + to);
    }
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aPlatformThatMovedMeanwhileIsStale() {
    var seen = stage.platform();
    stage.accept(fingerprint(3));
    claimed(stage.claim(lease, 3, fingerprint(3), NOTHING));

    assertThat(rollBack(seen, 1, NOTHING)).isInstanceOf(ClaimOutcome.Stale.class);
    assertThat(stage.platform().target().version()).isEqualTo(3);
  }

  @Test
  void ofARollbackBesideMergesEitherOrderLeavesItInForce() throws Exception {
    var graph = fingerprint(2);
    for (var round = 0; round < 10; round++) {
      var seen = stage.platform();
      var source = stage.sourceLease();
      var requested = stage.source().requested();
      var id = commit(1000 + round);
      var merge = StoreFixture.good(id, StoreFixture.impact("Live", graph));
      atOnce(
          List.of(
              () -> rollBack(seen, 1, NOTHING),
              () ->
                  store
                      .versions()
                      .record(source, StoreFixture.ACME, requested, id, List.of(merge))));

      var after = stage.platform();
      if (after.steering().hold() == null) {
        // The merge was first: it moved the target, and the plan was stale.
        claimed(rollBack(after, 1, NOTHING));
        after = stage.platform();
      }
      assertThat(after.target().version()).isEqualTo(1);
      assertThat(requireNonNull(after.steering().hold()).cause()).isEqualTo(Hold.Cause.ROLLBACK);

      store.rollouts().rollUp(lease, LIVE);
      store.platforms().release(LIVE, ANN, "next round");
      claimed(stage.claim(lease, after.merged().version(), graph, NOTHING));
      store.rollouts().rollUp(lease, LIVE);
    }
  }
}
