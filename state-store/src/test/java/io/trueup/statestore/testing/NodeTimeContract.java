package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.transition;
import static io.trueup.statestore.testing.StoreFixture.transitions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.PlatformState.Blocked;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.Announcement;
import io.trueup.statestore.Runs.Reconciled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of bringing nodes to their targets when their jobs start. */
abstract class NodeTimeContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";

  private Lease lease = new Lease(SUBJECT, "nobody", 0);

  NodeTimeContract(StateStoreConformance suite) {
    super(suite);
  }

  /** Version 1 is realized; version 2 changes both nodes, and both await node time. */
  @BeforeEach
  void awaitNodeTime() {
    lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    stage.move(
        lease,
        fingerprint(2),
        transitions(
            transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2)),
            transition(EXPORT, NodeState.AWAITING_NODE_TIME, fingerprint(2))));
  }

  private RunId reconcile() {
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Reconcile(2, fingerprint(2), "changed"));
    return request.id();
  }

  private static List<RealizedNode> realized(@Nullable Integer fingerprint, NodeKey... nodes) {
    return List.of(nodes).stream()
        .map(node -> new RealizedNode(node, fingerprint == null ? null : fingerprint(fingerprint)))
        .toList();
  }

  private Optional<Run> complete(RunId run, List<RealizedNode> nodes) {
    return store.runs().completeReconcile(run, 2, nodes, List.of("ALTER TABLE t ADD c int"));
  }

  private NodeRecord node(NodeKey key) {
    return store.rollouts().node(LIVE, key).orElseThrow();
  }

  @Test
  void aCompletedReconcileRealizesTheNodeAndThoseThatFollowAndOpensTheRun() {
    var run = reconcile();

    var opened = complete(run, realized(2, INGEST, EXPORT)).orElseThrow();

    assertThat(opened.state()).isEqualTo(Run.State.OPEN);
    assertThat(opened.answer()).isEqualTo(Run.Answer.RECONCILE);
    assertThat(opened.endedAt()).isNull();
    assertThat(store.runs().find(run)).hasValue(opened);
    assertThat(node(INGEST))
        .isEqualTo(
            new NodeRecord(INGEST, NodeState.REALIZED, fingerprint(2), fingerprint(2), true));
    assertThat(node(EXPORT))
        .isEqualTo(
            new NodeRecord(EXPORT, NodeState.REALIZED, fingerprint(2), fingerprint(2), false));
    assertThat(store.rollouts().awaitingNodes(LIVE)).isEmpty();
  }

  private RunId reconcileExport() {
    var request = stage.request(EXPORT);
    store.runs().begin(request, _ -> new NodeDecision.Reconcile(2, fingerprint(2), "changed"));
    return request.id();
  }

  private Map<RunId, Run> completeAll(RunId ingest, RunId export) {
    return store
        .runs()
        .completeReconciles(
            LIVE,
            2,
            List.of(
                new Reconciled(ingest, realized(2, INGEST), List.of("ALTER TABLE t ADD c int")),
                new Reconciled(export, realized(2, EXPORT), List.of("CREATE VIEW v"))));
  }

  @Test
  void completesSeveralRunsAtOnce() {
    var ingest = reconcile();
    var export = reconcileExport();

    var runs = completeAll(ingest, export);

    assertThat(runs).containsOnlyKeys(ingest, export);
    assertThat(runs.values()).extracting(Run::state).containsOnly(Run.State.OPEN);
    assertThat(store.runs().find(export)).hasValue(runs.get(export));
    assertThat(node(INGEST).realized()).isEqualTo(fingerprint(2));
    assertThat(node(EXPORT).realized()).isEqualTo(fingerprint(2));
    assertThat(store.audit().newest(SUBJECT, 2))
        .extracting(AuditEntry::verb, AuditEntry::after)
        .allSatisfy(it -> assertThat(it.toList()).contains(AuditVerbs.NODE_RECONCILED))
        .anySatisfy(it -> assertThat(it.toList().toString()).contains("CREATE VIEW v"))
        .anySatisfy(it -> assertThat(it.toList().toString()).contains("ALTER TABLE t"));
    assertThat(completeAll(ingest, export)).isEqualTo(runs);
    assertThat(store.audit().newest(SUBJECT, 10))
        .filteredOn(it -> it.verb().equals(AuditVerbs.NODE_RECONCILED))
        .hasSize(2);
  }

  @Test
  void aRunThatIsOverKeepsNoOtherFromBeingCompleted() {
    var ingest = reconcile();
    suite.expireRun(ingest);
    var export = reconcileExport();

    assertThat(store.runs().reconciling(List.of(ingest, export))).containsExactly(export);
    assertThat(completeAll(ingest, export)).containsOnlyKeys(export);

    assertThat(node(INGEST).realized()).isEqualTo(fingerprint(1));
    assertThat(node(INGEST).isUncertain()).isTrue();
    assertThat(node(EXPORT).realized()).isEqualTo(fingerprint(2));
  }

  @Test
  void announcesTheNodesOfSeveralRunsAtOnce() {
    var ingest = reconcile();
    var export = reconcileExport();
    var unknown = new RunId("0123456789abcdef0123456789abcde0");

    var changeable =
        store
            .runs()
            .beginReconciles(
                LIVE,
                List.of(
                    new Announcement(ingest, List.of(INGEST)),
                    new Announcement(unknown, List.of(EXPORT)),
                    new Announcement(export, List.of(EXPORT))));

    assertThat(changeable).isEqualTo(Map.of(ingest, Set.of(INGEST), export, Set.of(EXPORT)));
    assertThat(node(INGEST).isUncertain()).isTrue();
    assertThat(node(EXPORT).isUncertain()).isTrue();
  }

  @Test
  void announcesNothingForTheRunWhoseFollowerIsChangedByHand() {
    var ingest = reconcile();
    store.runs().lockNodes(lease, LIVE, List.of(EXPORT));

    assertThat(
            store
                .runs()
                .beginReconciles(LIVE, List.of(new Announcement(ingest, List.of(INGEST, EXPORT)))))
        .isEmpty();
  }

  @Test
  void anOpenedRunLastsForItsOwnLengthFromNow() {
    var run = reconcile();
    var reconciling = store.runs().find(run).orElseThrow();

    var opened = complete(run, realized(2, INGEST)).orElseThrow();

    assertThat(opened.expiresAt()).isAfterOrEqualTo(reconciling.beganAt().plus(StoreFixture.HOUR));
    assertThat(store.runs().find(run)).hasValue(opened);
  }

  @Test
  void aNodeIsUncertainFromTheRunsStartUntilItIsCompleted() {
    var run = reconcile();

    assertThat(node(INGEST).isUncertain()).isTrue();
    assertThat(node(EXPORT).isUncertain()).isFalse();

    complete(run, realized(2, INGEST));

    assertThat(node(INGEST).isUncertain()).isFalse();
  }

  @Test
  void aNodeThatIsBeingRetiredIsUncertain() {
    stage.move(lease, fingerprint(3), transitions(transition(INGEST, NodeState.RETIRING, null)));

    store.runs().begin(stage.request(INGEST), _ -> new NodeDecision.Retire(true, "removed"));

    assertThat(node(INGEST).isUncertain()).isTrue();
  }

  @Test
  void aRunThatChangesNothingMakesNothingUncertain() {
    store
        .runs()
        .begin(
            stage.request(INGEST), _ -> new NodeDecision.Proceed(1, fingerprint(1), "as it was"));

    assertThat(node(INGEST).isUncertain()).isFalse();
  }

  @Test
  void theNodesThatFollowAreUncertainFromTheirAnnouncementUntilTheyAreRealized() {
    var run = reconcile();

    assertThat(store.runs().beginReconcile(run, List.of(INGEST, EXPORT)))
        .containsExactlyInAnyOrder(INGEST, EXPORT);

    assertThat(node(EXPORT).isUncertain()).isTrue();
    assertThat(store.rollouts().nodes(LIVE, List.of())).contains(node(INGEST), node(EXPORT));
    complete(run, realized(2, INGEST, EXPORT));
    assertThat(node(EXPORT).isUncertain()).isFalse();
  }

  @Test
  void aNodeThatNoLongerAwaitsNodeTimeDoesNotFollow() {
    var run = reconcile();
    stage.move(
        lease, fingerprint(3), transitions(transition(EXPORT, NodeState.REALIZED, fingerprint(1))));
    var before = node(EXPORT);

    assertThat(store.runs().beginReconcile(run, List.of(INGEST, EXPORT))).containsExactly(INGEST);

    assertThat(node(EXPORT)).isEqualTo(before);
  }

  @Test
  void nothingMayBeChangedForARunThatIsOver() {
    var run = reconcile();
    suite.expireRun(run);

    assertThat(store.runs().beginReconcile(run, List.of(INGEST, EXPORT))).isEmpty();
    assertThat(store.runs().beginReconcile(new RunId("f".repeat(32)), List.of(EXPORT))).isEmpty();

    assertThat(node(EXPORT).isUncertain()).isFalse();
    assertThat(node(INGEST).isUncertain()).isTrue();
  }

  @Test
  void aNodeThatTheReconcileDidNotReachKeepsWaiting() {
    complete(reconcile(), realized(2, INGEST));

    assertThat(store.rollouts().awaitingNodes(LIVE)).containsExactly(EXPORT);
  }

  @Test
  void theVersionThatANodeWasRealizedByIsRecorded() {
    complete(reconcile(), realized(2, INGEST));

    var seen = new ArrayList<Long>();
    store
        .runs()
        .begin(
            stage.request(INGEST),
            situation -> {
              seen.add(situation.realizedVersion());
              return new NodeDecision.Wait("", Duration.ofSeconds(5));
            });
    assertThat(seen).containsExactly(2L);
  }

  @Test
  void aCompletedReconcileIsAudited() {
    complete(reconcile(), realized(2, INGEST));

    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.NODE_RECONCILED);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(entry.after()).contains("ALTER TABLE t ADD c int");
    assertThat(entry.reason()).isNotBlank();
  }

  @Test
  void aNodeThatMeanwhileHasAnotherTargetKeepsWaitingAndTheRunOpens() {
    var run = reconcile();
    stage.move(
        lease,
        fingerprint(3),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(3))));

    assertThat(complete(run, realized(2, INGEST))).map(Run::state).hasValue(Run.State.OPEN);

    assertThat(node(INGEST))
        .isEqualTo(
            new NodeRecord(
                INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2), fingerprint(3), true));
  }

  @Test
  void aNodeThatMeanwhileWasTakenBackWaitsForItsJobAgain() {
    var run = reconcile();
    stage.move(
        lease,
        fingerprint(3),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(1))));

    complete(run, realized(2, INGEST));

    assertThat(node(INGEST))
        .isEqualTo(
            new NodeRecord(
                INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2), fingerprint(1), true));
  }

  @Test
  void aNodeThatMeanwhileWasTakenOutStaysRetiring() {
    var run = reconcile();
    assertThat(store.rollouts().retiringNodes(LIVE)).isEmpty();
    stage.move(lease, fingerprint(3), transitions(transition(INGEST, NodeState.RETIRING, null)));
    assertThat(store.rollouts().retiringNodes(LIVE)).containsExactly(INGEST);

    complete(run, realized(2, INGEST));

    assertThat(node(INGEST))
        .isEqualTo(new NodeRecord(INGEST, NodeState.RETIRING, fingerprint(2), null, true));
  }

  @Test
  void aCompletedRetirementRetiresTheNodeAndEndsTheRun() {
    stage.move(lease, fingerprint(3), transitions(transition(INGEST, NodeState.RETIRING, null)));
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Retire(true, "removed"));

    var ended = complete(request.id(), realized(null, INGEST)).orElseThrow();

    assertThat(ended.state()).isEqualTo(Run.State.SUCCEEDED);
    assertThat(ended.answer()).isEqualTo(Run.Answer.RETIRE);
    assertThat(ended.endedAt()).isNotNull();
    assertThat(node(INGEST)).isEqualTo(new NodeRecord(INGEST, NodeState.RETIRED, null, null, true));
    assertThat(store.rollouts().retiringNodes(LIVE)).isEmpty();
    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.NODE_RETIRED);
  }

  @Test
  void aNodeThatCameBackWhileItWasRetiredWaitsForItsJobAndKeepsWhatIsRealized() {
    stage.move(lease, fingerprint(3), transitions(transition(INGEST, NodeState.RETIRING, null)));
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Retire(true, "removed"));
    stage.move(
        lease,
        fingerprint(1),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(1))));

    complete(request.id(), realized(null, INGEST));

    assertThat(node(INGEST))
        .isEqualTo(
            new NodeRecord(
                INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(1), fingerprint(1), true, true));
  }

  @Test
  void aNodeThatIsMadeAgainWhileItWasRetiredWaitsForItsJob() {
    stage.move(lease, fingerprint(3), transitions(transition(INGEST, NodeState.RETIRING, null)));
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Retire(true, "removed"));
    stage.land(
        lease,
        stage.move(lease, fingerprint(1), StoreFixture.provision(fingerprint(1), INGEST)),
        fingerprint(1));

    complete(request.id(), realized(null, INGEST));

    assertThat(node(INGEST))
        .isEqualTo(
            new NodeRecord(
                INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(1), fingerprint(1), true));
  }

  @Test
  void aReconcileThatCompletesAfterTheRunExpiredWritesNothing() {
    var run = reconcile();
    suite.expireRun(run);
    var before = stage.everything();

    assertThat(complete(run, realized(2, INGEST))).isEmpty();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aReconcileThatCompletesAfterTheRunEndedWritesNothing() {
    var run = reconcile();
    store.runs().end(run, false);
    var before = stage.everything();

    assertThat(complete(run, realized(2, INGEST))).isEmpty();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aReconcileOfAnUnknownRunWritesNothing() {
    var before = stage.everything();

    assertThat(complete(new RunId("f".repeat(32)), realized(2, INGEST))).isEmpty();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aReconcileThatCompletesAgainWritesNothingAndReturnsTheRun() {
    var run = reconcile();
    var opened = complete(run, realized(2, INGEST));
    var before = stage.everything();

    assertThat(complete(run, realized(2, INGEST, EXPORT))).isEqualTo(opened);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aReconcileOfANodeThatIsNotKnownLeavesNothingBehind() {
    var run = reconcile();
    var before = stage.everything();

    assertThatThrownBy(() -> complete(run, realized(2, INGEST, new NodeKey("Ingest/Live/Unknown"))))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void anAbandonedReconcileAbandonsTheRunAndTheNodeKeepsWaiting() {
    var run = reconcile();
    var before = node(INGEST);

    store.runs().abandonReconcile(run, "lock timeout");

    var abandoned = store.runs().find(run).orElseThrow();
    assertThat(abandoned.state()).isEqualTo(Run.State.ABANDONED);
    assertThat(abandoned.endedAt()).isNotNull();
    assertThat(node(INGEST)).isEqualTo(before);
    assertThat(node(INGEST).state()).isEqualTo(NodeState.AWAITING_NODE_TIME);
  }

  @Test
  void anAbandonedReconcileIsAuditedWithItsError() {
    store.runs().abandonReconcile(reconcile(), "lock timeout");

    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.NODE_NOT_RECONCILED);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(entry.reason()).isEqualTo("lock timeout");
  }

  private BlockedNode blocked() {
    var nodes = store.rollouts().blockedNodes(LIVE, "", 10);
    assertThat(stage.platform().blocked()).isEqualTo(new Blocked(nodes.getFirst(), nodes.size()));
    return nodes.getFirst();
  }

  private void assertNothingIsBlocked() {
    assertThat(store.rollouts().blockedNodes(LIVE, "", 10)).isEmpty();
    assertThat(stage.platform().blocked()).isNull();
  }

  @Test
  void aNodeIsBlockedFromItsFirstFailureUntilItSucceeds() {
    assertNothingIsBlocked();
    assertThat(store.runs().abandonReconcile(reconcile(), "lock timeout")).isTrue();
    var first = blocked();
    assertThat(first).isEqualTo(new BlockedNode(INGEST, "lock timeout", first.since()));

    var again = reconcile();
    assertThat(blocked()).isEqualTo(first);
    assertThat(store.runs().abandonReconcile(again, "lock timeout")).isFalse();
    assertThat(blocked()).isEqualTo(first);
    assertThat(store.runs().abandonReconcile(reconcile(), "a row does not fit")).isTrue();
    assertThat(blocked()).isEqualTo(new BlockedNode(INGEST, "a row does not fit", first.since()));

    complete(reconcile(), realized(2, INGEST));
    assertNothingIsBlocked();
  }

  @Test
  void anotherTargetEndsABlock() {
    store.runs().abandonReconcile(reconcile(), "lock timeout");

    stage.move(
        lease,
        fingerprint(3),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(3))));

    assertNothingIsBlocked();
  }

  @Test
  void aBlockEndsWithItsNode() {
    store.runs().abandonReconcile(reconcile(), "lock timeout");

    stage.move(lease, fingerprint(3), transitions(transition(INGEST, NodeState.RETIRING, null)));

    assertNothingIsBlocked();
  }

  @Test
  void aVersionThatAsksTheNodeForTheSameLeavesItBlocked() {
    store.runs().abandonReconcile(reconcile(), "lock timeout");
    var before = blocked();

    stage.move(
        lease,
        fingerprint(3),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2))));

    assertThat(blocked()).isEqualTo(before);
  }

  @Test
  void aFailureToReachAnEarlierTargetBlocksNothing() {
    var run = reconcile();
    stage.move(
        lease,
        fingerprint(3),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(3))));

    assertThat(store.runs().abandonReconcile(run, "lock timeout")).isFalse();

    assertNothingIsBlocked();
  }

  @Test
  void aRetirementThatFailsBlocksTheNode() {
    stage.move(lease, fingerprint(3), transitions(transition(INGEST, NodeState.RETIRING, null)));
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Retire(true, "removed"));

    store.runs().abandonReconcile(request.id(), "lock timeout");

    assertThat(blocked().node()).isEqualTo(INGEST);
  }

  @Test
  void aFailureThatIsReportedAfterItsRunExpiredBlocksTheNode() {
    var run = reconcile();
    suite.expireRun(run);

    assertThat(store.runs().abandonReconcile(run, "took too long")).isTrue();

    assertThat(store.runs().find(run)).map(Run::state).hasValue(Run.State.EXPIRED);
    assertThat(blocked().reason()).isEqualTo("took too long");
    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.NODE_NOT_RECONCILED);
  }

  @Test
  void aNodeThatAnOperatorBroughtToItsTargetIsNotBlocked() {
    store.runs().abandonReconcile(reconcile(), "a row does not fit");
    var target = stage.platform().target().version();
    store.rollouts().recordApplied(LIVE, target - 1, List.of(INGEST));
    assertThat(blocked().node()).isEqualTo(INGEST);
    assertThat(store.rollouts().appliedNodes(LIVE)).isEmpty();

    store.rollouts().recordApplied(LIVE, target, List.of(EXPORT, INGEST));

    assertNothingIsBlocked();
    assertThat(store.rollouts().appliedNodes(LIVE)).containsExactly(EXPORT, INGEST);
    assertThat(node(INGEST).state()).isEqualTo(NodeState.AWAITING_NODE_TIME);
  }

  @Test
  void aNodeIsAppliedUntilItsJobConfirmsItOrItHasAnotherTarget() {
    store.rollouts().recordApplied(LIVE, 2, List.of(EXPORT, INGEST));

    complete(reconcile(), realized(2, INGEST));
    assertThat(store.rollouts().appliedNodes(LIVE)).containsExactly(EXPORT);
    store.rollouts().recordApplied(LIVE, 2, List.of(INGEST));
    assertThat(store.rollouts().appliedNodes(LIVE)).containsExactly(EXPORT);
    stage.move(
        lease,
        fingerprint(3),
        transitions(transition(EXPORT, NodeState.AWAITING_NODE_TIME, fingerprint(3))));

    assertThat(store.rollouts().appliedNodes(LIVE)).isEmpty();
  }

  @Test
  void anAbandonedRunIsNotLive() {
    var run = reconcile();
    store.runs().abandonReconcile(run, "lock timeout");

    assertThat(complete(run, realized(2, INGEST))).isEmpty();
    assertThat(store.runs().prolong(run, StoreFixture.HOUR)).isEmpty();
    assertThat(store.runs().end(run, true)).map(Run::state).hasValue(Run.State.ABANDONED);
  }

  @Test
  void abandoningARunThatDoesNotReconcileDoesNothing() {
    var open = reconcile();
    complete(open, realized(2, INGEST));
    var before = stage.everything();

    assertThat(store.runs().abandonReconcile(open, "too late")).isFalse();
    assertThat(store.runs().abandonReconcile(new RunId("f".repeat(32)), "never began")).isFalse();

    assertThat(stage.everything()).isEqualTo(before);
  }

  private @Nullable String holder(NodeKey node) {
    var holders = new ArrayList<@Nullable String>();
    store
        .runs()
        .begin(
            stage.request(node),
            situation -> {
              holders.add(situation.lockedBy());
              return new NodeDecision.Wait("later", Duration.ofSeconds(5));
            });
    return holders.getFirst();
  }

  @Test
  void aLockedNodeIsLockedUntilTheLeaseIsReleased() {
    assertThat(store.runs().lockNodes(lease, LIVE, List.of(INGEST))).isEmpty();

    assertThat(holder(INGEST)).isEqualTo(lease.holder());
    assertThat(holder(EXPORT)).isNull();

    store.leases().release(lease);
    assertThat(holder(INGEST)).isNull();
  }

  @Test
  void theNextLockReplacesTheFormerOne() {
    store.runs().lockNodes(lease, LIVE, List.of(INGEST));

    store.runs().lockNodes(lease, LIVE, List.of(EXPORT));

    assertThat(holder(INGEST)).isNull();
    assertThat(holder(EXPORT)).isEqualTo(lease.holder());
  }

  @Test
  void theNextHolderOfTheLeaseHasNothingLocked() {
    store.runs().lockNodes(lease, LIVE, List.of(INGEST));

    store.leases().claim(SUBJECT, lease.holder(), StoreFixture.HOUR);

    assertThat(holder(INGEST)).isNull();
    assertThatThrownBy(() -> store.runs().lockNodes(lease, LIVE, List.of(INGEST)))
        .isInstanceOf(LostLeaseException.class);
  }

  @Test
  void aNodeWithALiveRunIsNotLocked() {
    var run = reconcile();

    var busy = store.runs().lockNodes(lease, LIVE, List.of(INGEST, EXPORT));

    assertThat(busy.keySet()).containsExactly(INGEST);
    assertThat(busy.get(INGEST)).isEqualTo(store.runs().find(run).orElseThrow());
    assertThat(holder(INGEST)).isNull();
    assertThat(holder(EXPORT)).isEqualTo(lease.holder());
  }

  @Test
  void nothingIsChangedForAJobWhileANodeThatFollowsItIsLocked() {
    store.runs().lockNodes(lease, LIVE, List.of(EXPORT));
    var run = reconcile();

    assertThat(store.runs().beginReconcile(run, List.of(INGEST, EXPORT))).isEmpty();
    assertThat(store.runs().beginReconcile(run, List.of(INGEST))).containsExactly(INGEST);
  }

  @Test
  void aNodeThatIsLockedForAChangeIsUncertainUnlessItIsAtItsTarget() {
    var run = reconcile();
    complete(run, realized(2, INGEST));
    store.runs().end(run, true);

    store.runs().lockNodes(lease, LIVE, List.of(INGEST, EXPORT));

    assertThat(node(INGEST).isUncertain()).isFalse();
    assertThat(node(EXPORT).isUncertain()).isTrue();
    assertThat(node(EXPORT).everRan()).isFalse();
  }

  @Test
  void anUnknownNodeIsSkipped() {
    assertThat(store.runs().lockNodes(lease, LIVE, List.of(new NodeKey("Ingest/Live/Unknown"))))
        .isEmpty();
  }
}
