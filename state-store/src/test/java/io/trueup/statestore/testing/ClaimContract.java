package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.landed;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static io.trueup.statestore.testing.StoreFixture.transition;
import static io.trueup.statestore.testing.StoreFixture.transitions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * The contract of claiming a rollout: the gate, a target that never moves back (P3), superseding.
 */
abstract class ClaimContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";

  ClaimContract(StateStoreConformance suite) {
    super(suite);
  }

  private ClaimOutcome claim(Lease lease, PlatformState seen, long to, GateEvaluator gate) {
    return store
        .rollouts()
        .claim(lease, seen, to, fingerprint(2), provision(fingerprint(2), INGEST), gate);
  }

  private static GateEvaluator open() {
    return (_, _, _, _) -> List.of();
  }

  @Test
  void aClaimMovesTheTargetAndNothingElse() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    var before = stage.platform();

    stage.claim(lease, 1, fingerprint(1), provision(fingerprint(1), INGEST));

    var after = stage.platform();
    assertThat(after.target().version()).isEqualTo(1);
    assertThat(after.target().graph()).isEqualTo(fingerprint(1));
    assertThat(after.merged()).isEqualTo(before.merged());
    assertThat(after.realized()).isEqualTo(before.realized());
  }

  @Test
  void aClaimBeginsARolloutWithItsStepsInOrder() {
    var rollout =
        stage.move(
            stage.platformLease(), fingerprint(1), provision(fingerprint(1), INGEST, EXPORT));

    assertThat(rollout)
        .isEqualTo(
            new Rollout(
                rollout.id(),
                LIVE,
                0,
                1,
                Rollout.State.EXECUTING,
                2,
                0,
                null,
                null,
                2,
                rollout.startedAt(),
                null,
                rollout.startedAt(),
                null));
    assertThat(stage.platform().rollout()).isEqualTo(rollout);
    assertThat(stage.steps(rollout))
        .containsExactly(
            new RolloutStep(
                rollout.id(),
                1,
                StoreFixture.step(INGEST, StepAction.PROVISION),
                RolloutStep.State.PENDING,
                0,
                null,
                null,
                List.of(),
                null,
                null,
                null),
            new RolloutStep(
                rollout.id(),
                2,
                StoreFixture.step(EXPORT, StepAction.PROVISION),
                RolloutStep.State.PENDING,
                0,
                null,
                null,
                List.of(),
                null,
                null,
                null));
  }

  @Test
  void aClaimMakesRecordsOfNewNodes() {
    stage.move(stage.platformLease(), fingerprint(1), provision(fingerprint(1), INGEST));

    assertThat(store.rollouts().node(LIVE, INGEST))
        .hasValue(new NodeRecord(INGEST, NodeState.PENDING, null, fingerprint(1), false));
  }

  @Test
  void aClaimKeepsTheRealizedStateOfKnownNodes() {
    var lease = stage.realize(fingerprint(1), INGEST);
    store.runs().begin(stage.request(INGEST), _ -> new NodeDecision.Proceed(1, fingerprint(1), ""));

    stage.move(
        lease,
        fingerprint(2),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2))));

    assertThat(store.rollouts().node(LIVE, INGEST))
        .hasValue(
            new NodeRecord(
                INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(1), fingerprint(2), true));
  }

  @Test
  void aClaimLeavesNodesWithoutATransition() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    var before = store.rollouts().node(LIVE, EXPORT);

    stage.move(
        lease,
        fingerprint(2),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2))));

    assertThat(store.rollouts().node(LIVE, EXPORT)).isEqualTo(before);
  }

  @Test
  void aClaimIsAuditedWithBeforeAndAfter() {
    stage.move(stage.platformLease(), fingerprint(1), provision(fingerprint(1), INGEST));

    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.ROLLOUT_CLAIMED);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(entry.before()).isNotNull();
    assertThat(entry.after()).isNotNull();
    assertThat(entry.reason()).isNotBlank();
  }

  @Test
  void aTargetThatMovedMeanwhileMakesTheClaimStale() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var seen = stage.platform();
    stage.accept(fingerprint(1));
    stage.accept(fingerprint(2));
    var before = stage.everything();

    var outcome = claim(lease, seen, 3, open());

    assertThat(outcome).isEqualTo(new ClaimOutcome.Stale(stage.platform()));
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRolloutThatWasClaimedMeanwhileMakesTheClaimStale() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    var seen = stage.platform();
    stage.claim(lease, 1, fingerprint(1), provision(fingerprint(1), INGEST));
    stage.accept(fingerprint(2));
    var before = stage.everything();

    assertThat(claim(lease, seen, 2, open())).isInstanceOf(ClaimOutcome.Stale.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aNewerMergedVersionDoesNotMakeTheClaimStale() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    var seen = stage.platform();
    stage.accept(fingerprint(2));

    assertThat(claim(lease, seen, 1, open())).isInstanceOf(ClaimOutcome.Claimed.class);
  }

  @Test
  void aPlanThatWronglyTakesANodeForRealizedIsStale() {
    var lease = stage.realize(fingerprint(1), INGEST);
    stage.accept(fingerprint(3));
    var before = stage.everything();

    var outcome =
        stage.claim(
            lease,
            2,
            fingerprint(3),
            transitions(transition(INGEST, NodeState.REALIZED, fingerprint(3))));

    assertThat(outcome).isInstanceOf(ClaimOutcome.Stale.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aPlanThatTakesAnUncertainNodeForRealizedIsStale() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var alter =
        new RolloutPlan(
            List.of(StoreFixture.step(INGEST, StepAction.ALTER)),
            List.of(transition(INGEST, NodeState.PENDING, fingerprint(2))));
    store
        .rollouts()
        .beginSteps(lease, stage.move(lease, fingerprint(2), alter).id(), 1, (_, _, _, _) -> false);
    stage.accept(fingerprint(1));
    var before = stage.everything();

    var outcome =
        stage.claim(
            lease,
            3,
            fingerprint(1),
            transitions(transition(INGEST, NodeState.REALIZED, fingerprint(1))));

    assertThat(outcome).isInstanceOf(ClaimOutcome.Stale.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void movingToTheTargetItselfIsABug() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var before = stage.everything();

    assertThatThrownBy(() -> claim(lease, stage.platform(), 1, open()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void movingBackwardsIsABug() {
    stage.accept(fingerprint(5));
    var lease = stage.realize(fingerprint(1), INGEST);
    var before = stage.everything();

    assertThatThrownBy(() -> claim(lease, stage.platform(), 1, open()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void movingBeyondTheMergedVersionIsABug() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    var before = stage.everything();

    assertThatThrownBy(() -> claim(lease, stage.platform(), 2, open()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aNewerRolloutSupersedesCancelsWhatHasNotLandedAndKeepsWhatHas() {
    var lease = stage.platformLease();
    var third = new NodeKey("Ingest/Live/Third");
    var first = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST, EXPORT, third));
    store.rollouts().beginSteps(lease, first.id(), 2, (_, _, _, _) -> false);
    store.rollouts().recordSteps(lease, first.id(), List.of(landed(1, fingerprint(1))));

    var second = stage.move(lease, fingerprint(2), provision(fingerprint(2), EXPORT, third));

    assertThat(stage.steps(first))
        .extracting(RolloutStep::state)
        .containsExactly(
            RolloutStep.State.DONE, RolloutStep.State.CANCELLED, RolloutStep.State.CANCELLED);
    var superseded = store.rollouts().newest(LIVE, 2).getLast();
    assertThat(superseded.state()).isEqualTo(Rollout.State.SUPERSEDED);
    assertThat(superseded.endedAt()).isNotNull();
    assertThat(superseded.done()).isEqualTo(1);
    assertThat(superseded.nodesWaiting()).isZero();
    assertThat(second.from()).isEqualTo(1);
    assertThat(store.rollouts().node(LIVE, INGEST))
        .map(NodeRecord::realized)
        .hasValue(fingerprint(1));
    assertThat(store.rollouts().beginSteps(lease, first.id(), 10, (_, _, _, _) -> false)).isEmpty();
  }

  @Test
  void supersedingIsAudited() {
    var lease = stage.platformLease();
    stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));

    stage.move(lease, fingerprint(2), provision(fingerprint(2), INGEST));

    assertThat(stage.verbs(SUBJECT))
        .containsExactlyInAnyOrder(
            AuditVerbs.ROLLOUT_CLAIMED, AuditVerbs.ROLLOUT_SUPERSEDED, AuditVerbs.ROLLOUT_CLAIMED);
  }

  @Test
  void aRealizedRolloutIsNotSuperseded() {
    var lease = stage.realize(fingerprint(1), INGEST);

    stage.move(lease, fingerprint(2), provision(fingerprint(2), EXPORT));

    assertThat(store.rollouts().newest(LIVE, 10))
        .extracting(Rollout::state)
        .containsExactly(Rollout.State.EXECUTING, Rollout.State.REALIZED);
  }

  @Test
  void ofTwoClaimsAtOnceOneMovesTheTarget() throws Exception {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    stage.accept(fingerprint(2));
    var seen = stage.platform();
    var plan = provision(fingerprint(2), INGEST);
    Callable<ClaimOutcome> here = () -> claim(lease, seen, 2, open());
    Callable<ClaimOutcome> there =
        () -> suite.otherHandle().rollouts().claim(lease, seen, 2, fingerprint(2), plan, open());

    var outcomes = atOnce(List.of(here, there));

    assertThat(outcomes).hasAtLeastOneElementOfType(ClaimOutcome.Claimed.class);
    assertThat(outcomes).hasAtLeastOneElementOfType(ClaimOutcome.Stale.class);
    assertThat(store.rollouts().newest(LIVE, 10)).hasSize(1);
  }
}
