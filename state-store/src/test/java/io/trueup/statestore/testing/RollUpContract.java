package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static io.trueup.statestore.testing.StoreFixture.transition;
import static io.trueup.statestore.testing.StoreFixture.transitions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.RunId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The contract of the roll-up: realized is always true (P4). */
abstract class RollUpContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";

  RollUpContract(StateStoreConformance suite) {
    super(suite);
  }

  private Rollout rollUp(Lease lease) {
    return store.rollouts().rollUp(lease, LIVE).orElseThrow();
  }

  /** A job starts on a node whose target is the fingerprint. */
  private RunId reconcile(long version, int to) {
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Reconcile(version, fingerprint(to), ""));
    return request.id();
  }

  private void complete(RunId run, long version, int realized) {
    store
        .runs()
        .completeReconcile(
            run, version, List.of(new RealizedNode(INGEST, fingerprint(realized))), List.of());
  }

  private Rollout awaitNodeTime(Lease lease, int to) {
    return stage.move(
        lease,
        fingerprint(to),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(to))));
  }

  @Test
  void aPlatformWithoutARolloutHasNothingToRollUp() {
    stage.accept(fingerprint(1));

    assertThat(store.rollouts().rollUp(stage.platformLease(), LIVE)).isEmpty();
  }

  @Test
  void aRolloutWithStepsThatHaveNotLandedStaysAsItIs() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST, EXPORT));
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    store
        .rollouts()
        .recordSteps(lease, rollout.id(), List.of(StoreFixture.landed(1, fingerprint(1))));
    var before = stage.everything();

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.EXECUTING);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRolloutWhoseNodesAreAllAtTheirTargetIsRealized() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));
    stage.land(lease, rollout, fingerprint(1));

    var rolledUp = rollUp(lease);

    assertThat(rolledUp.state()).isEqualTo(Rollout.State.REALIZED);
    assertThat(rolledUp.endedAt()).isNotNull();
    assertThat(rolledUp.since()).isEqualTo(rolledUp.endedAt());
    assertThat(rolledUp.nodesWaiting()).isZero();
    var platform = stage.platform();
    assertThat(platform.rollout()).isEqualTo(rolledUp);
    assertThat(platform.realized().version()).isEqualTo(1);
    assertThat(platform.realized().graph()).isEqualTo(fingerprint(1));
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.ROLLOUT_REALIZED);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(stage.verbs(SUBJECT))
        .containsExactly(AuditVerbs.ROLLOUT_CLAIMED, AuditVerbs.ROLLOUT_REALIZED);
  }

  @Test
  void aPlanWithNothingToDoIsRealizedAtOnce() {
    var lease = stage.platformLease();
    stage.move(lease, fingerprint(1), transitions());

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.REALIZED);
    assertThat(stage.platform().realized().version()).isEqualTo(1);
  }

  @Test
  void aRolloutThatIsRealizedIsNotRolledUpAgain() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var before = stage.everything();

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.REALIZED);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRolloutWithANodeThatAwaitsItsJobAwaitsNodes() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    awaitNodeTime(lease, 2);

    var rolledUp = rollUp(lease);

    assertThat(rolledUp.state()).isEqualTo(Rollout.State.AWAITING_NODES);
    assertThat(rolledUp.nodesWaiting()).isEqualTo(1);
    assertThat(rolledUp.endedAt()).isNull();
    assertThat(stage.platform().realized().version()).isEqualTo(1);
    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.ROLLOUT_AWAITING_NODES);
  }

  @Test
  void aRolloutThatStillAwaitsNodesIsNotAuditedAgain() {
    var lease = stage.realize(fingerprint(1), INGEST);
    awaitNodeTime(lease, 2);
    rollUp(lease);
    var before = stage.everything();

    rollUp(lease);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRetiringNodeHoldsRealizedBack() {
    var lease = stage.realize(fingerprint(1), INGEST);
    stage.move(lease, fingerprint(2), transitions(transition(INGEST, NodeState.RETIRING, null)));

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.AWAITING_NODES);
    assertThat(stage.platform().realized().version()).isEqualTo(1);
  }

  @Test
  void aNodeLeftOverFromAnOlderRolloutHoldsRealizedBack() {
    var lease = stage.realize(fingerprint(1), INGEST);
    awaitNodeTime(lease, 2);

    stage.move(lease, fingerprint(3), transitions());

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.AWAITING_NODES);
    assertThat(stage.platform().realized().version()).isEqualTo(1);
  }

  @Test
  void theLastNodesJobMakesTheRolloutRealized() {
    var lease = stage.realize(fingerprint(1), INGEST);
    awaitNodeTime(lease, 2);
    rollUp(lease);
    complete(reconcile(2, 2), 2, 2);

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.REALIZED);
    assertThat(stage.platform().realized().version()).isEqualTo(2);
  }

  @Test
  void theLastRetiredNodeMakesTheRolloutRealized() {
    var lease = stage.realize(fingerprint(1), INGEST);
    stage.move(lease, fingerprint(2), transitions(transition(INGEST, NodeState.RETIRING, null)));
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Retire(true, "removed"));
    store
        .runs()
        .completeReconcile(request.id(), 2, List.of(new RealizedNode(INGEST, null)), List.of());

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.REALIZED);
    assertThat(stage.platform().realized().version()).isEqualTo(2);
  }

  @Test
  void realizedBecomesTheTargetAlthoughItAdvancedUnaffectedMeanwhile() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));
    stage.accept(fingerprint(1));
    stage.land(lease, rollout, fingerprint(1));

    assertThat(rollUp(lease).to()).isEqualTo(1);

    assertThat(stage.platform().realized().version()).isEqualTo(2);
    assertThat(stage.platform().target().version()).isEqualTo(2);
  }

  @Test
  void aNewerMergedVersionDoesNotHoldRealizedBack() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));
    stage.accept(fingerprint(2));
    stage.land(lease, rollout, fingerprint(1));

    rollUp(lease);

    assertThat(stage.platform().realized().version()).isEqualTo(1);
    assertThat(stage.platform().merged().version()).isEqualTo(2);
  }

  @Test
  void aRunThatReconcilesARevertedChangeHoldsRealizedBack() {
    var lease = stage.realize(fingerprint(1), INGEST);
    awaitNodeTime(lease, 2);
    var run = reconcile(2, 2);
    awaitNodeTime(lease, 1);

    complete(run, 2, 2);

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.AWAITING_NODES);
    assertThat(stage.platform().realized().version()).isEqualTo(1);
  }

  @Test
  void aRunThatReconcilesHoldsRealizedBackUntilItIsAbandoned() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var run = reconcile(1, 1);
    stage.move(lease, fingerprint(2), transitions());

    assertThat(rollUp(lease).state()).isNotEqualTo(Rollout.State.REALIZED);
    store.runs().abandonReconcile(run, "lock timeout");

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.REALIZED);
  }

  @Test
  void aRunThatFailedToReconcileARevertedChangeHoldsRealizedBack() {
    var lease = stage.realize(fingerprint(1), INGEST);
    awaitNodeTime(lease, 2);
    var run = reconcile(2, 2);
    awaitNodeTime(lease, 1);
    store.runs().abandonReconcile(run, "lock timeout");

    assertThat(rollUp(lease).state()).isEqualTo(Rollout.State.AWAITING_NODES);
    assertThat(stage.platform().realized().version()).isEqualTo(1);
  }

  @Test
  void rolloutsAreShownNewestFirstAndLimited() {
    var lease = stage.platformLease();
    var first = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));
    var second = stage.move(lease, fingerprint(2), provision(fingerprint(2), INGEST));

    assertThat(store.rollouts().newest(LIVE, 10))
        .extracting(Rollout::id)
        .containsExactly(second.id(), first.id());
    assertThat(store.rollouts().newest(LIVE, 1))
        .extracting(Rollout::id)
        .containsExactly(second.id());
  }

  @Test
  void aPlanIsCheckedUntilNoEarlierRunChangesANode() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    awaitNodeTime(lease, 2);
    var run = reconcile(2, 2);
    var rollout =
        stage.move(
            lease,
            fingerprint(3),
            transitions(transition(EXPORT, NodeState.AWAITING_NODE_TIME, fingerprint(3))));

    var during = store.rollouts().recheckPlan(lease, rollout.id()).orElseThrow();
    store.rollouts().extend(lease, during, transitions());
    complete(run, 2, 2);
    var after = store.rollouts().recheckPlan(lease, rollout.id()).orElseThrow();
    store.rollouts().extend(lease, after, transitions());

    assertThat(during.nodes()).extracting(NodeRecord::key).containsExactly(EXPORT, INGEST);
    assertThat(during.isLast()).isFalse();
    assertThat(after.nodes()).extracting(NodeRecord::key).containsExactly(EXPORT);
    assertThat(after.isLast()).isTrue();
    assertThat(store.rollouts().recheckPlan(lease, rollout.id())).isEmpty();
  }

  @Test
  void aRunThatStartedAfterTheRolloutNeedsNoCheck() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var rollout = awaitNodeTime(lease, 2);
    reconcile(2, 2);

    assertThat(store.rollouts().recheckPlan(lease, rollout.id()).orElseThrow().isLast()).isTrue();
  }

  @Test
  void anExtendedRolloutExecutesItsFurtherSteps() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var rollout = stage.move(lease, fingerprint(2), provision(fingerprint(2), EXPORT));
    stage.land(lease, rollout, fingerprint(2));
    awaitNodeTime(lease, 3);
    var second = rollUp(lease);
    var checked = store.rollouts().recheckPlan(lease, second.id()).orElseThrow();

    store.rollouts().extend(lease, checked, provision(fingerprint(3), EXPORT));

    var extended = Objects.requireNonNull(stage.platform().rollout());
    assertThat(extended.state()).isEqualTo(Rollout.State.EXECUTING);
    assertThat(extended.steps()).isEqualTo(1);
    assertThat(store.rollouts().beginSteps(lease, second.id(), 10, (_, _, _, _) -> false))
        .extracting(step -> step.planned().node())
        .containsExactly(EXPORT);
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.ROLLOUT_EXTENDED);
    assertThat(entry.reason())
        .isEqualTo("Added 1 step: a job that started before the rollout left these nodes behind");
  }

  @Test
  void furtherStepsComeAfterTheOthers() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));
    var checked = store.rollouts().recheckPlan(lease, rollout.id()).orElseThrow();

    store.rollouts().extend(lease, checked, provision(fingerprint(1), EXPORT));

    assertThat(store.rollouts().steps(rollout.id(), 10))
        .extracting(RolloutStep::ordinal, step -> step.planned().node())
        .containsExactly(tuple(1, INGEST), tuple(2, EXPORT));
  }

  @Test
  void aRolloutThatIsOverIsNotExtended() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));
    var checked = store.rollouts().recheckPlan(lease, rollout.id()).orElseThrow();
    stage.move(lease, fingerprint(2), transitions());

    assertThatThrownBy(() -> store.rollouts().extend(lease, checked, transitions()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot extend rollout %d: it is not under way", rollout.id());
  }
}
