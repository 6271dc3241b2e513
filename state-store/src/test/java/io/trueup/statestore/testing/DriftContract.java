package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.transition;
import static io.trueup.statestore.testing.StoreFixture.transitions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.DriftRecords.Ending;
import io.trueup.statestore.DriftRecords.Findings;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.drift.DriftFinding;
import io.trueup.statestore.drift.DriftKind;
import io.trueup.statestore.drift.DriftedNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The contract of what is known of drift. */
abstract class DriftContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";
  private static final Instant BEGUN = Instant.parse("2026-03-01T06:00:00Z");

  DriftContract(StateStoreConformance suite) {
    super(suite);
  }

  private static DriftFinding missing(NodeKey node) {
    return new DriftFinding(node, fingerprint(1), DriftKind.MISSING, "View a.b is missing", null);
  }

  private static Findings findings(
      Set<NodeKey> compared, List<DriftFinding> drifted, Map<NodeKey, List<String>> repaired) {
    return new Findings(1, BEGUN, BEGUN, 2, compared, drifted, new TreeMap<>(repaired));
  }

  private static Findings found(NodeKey... nodes) {
    return findings(
        Set.of(INGEST, EXPORT),
        List.of(nodes).stream().map(DriftContract::missing).toList(),
        Map.of());
  }

  private List<DriftedNode> drifted() {
    return store.drift().drifted(LIVE, "", 10);
  }

  @Test
  void nothingIsKnownAtFirst() {
    stage.realize(fingerprint(1), INGEST, EXPORT);

    assertThat(store.drift().lastCheck(LIVE)).isEmpty();
    assertThat(drifted()).isEmpty();
    assertThat(stage.platform().drifted()).isNull();
  }

  @Test
  void whatACheckFindsIsShownAndAuditedOnce() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);

    var first = store.drift().record(lease, LIVE, found(EXPORT));
    var second =
        store
            .drift()
            .record(
                lease,
                LIVE,
                findings(
                    Set.of(EXPORT), List.of(missing(EXPORT).refused("It is paused")), Map.of()));

    assertThat(first.found()).containsExactly(EXPORT);
    assertThat(first.left()).isEqualTo(1);
    assertThat(second.found()).isEmpty();
    assertThat(drifted())
        .extracting(DriftedNode::node, DriftedNode::kind, DriftedNode::refusal)
        .containsExactly(tuple(EXPORT, DriftKind.MISSING, "It is paused"));
    var node = drifted().getFirst();
    assertThat(node.lastSeenAt()).isAfterOrEqualTo(node.foundAt());
    var summary = Objects.requireNonNull(stage.platform().drifted());
    assertThat(summary.nodes()).isEqualTo(1);
    assertThat(summary.first()).isEqualTo(node);
    assertThat(stage.verbs(SUBJECT)).endsWith(AuditVerbs.NODE_DRIFTED);
    assertThat(stage.verbs(SUBJECT)).containsOnlyOnce(AuditVerbs.NODE_DRIFTED);
    assertThat(stage.lastAudit(SUBJECT).reason()).isEqualTo("View a.b is missing");
  }

  @Test
  void severalNodesAreOneAuditEntryThatNamesTheFirst() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);

    store.drift().record(lease, LIVE, found(INGEST, EXPORT));

    assertThat(stage.lastAudit(SUBJECT).reason())
        .isEqualTo(
            "2 nodes differ from what is realized, first '%s': View a.b is missing"
                .formatted(EXPORT));
    assertThat(stage.lastAudit(SUBJECT).after()).contains(INGEST.value(), EXPORT.value());
  }

  @Test
  void driftEndsWhenACheckNoLongerFindsItAndThePlatformIsWellSince() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    store.drift().record(lease, LIVE, found(INGEST, EXPORT));

    var partly = store.drift().record(lease, LIVE, found(EXPORT));

    assertThat(partly.ended()).isEqualTo(Map.of(Ending.GONE, Set.of(INGEST)));
    assertThat(stage.platform().steering().wellSince()).isNull();

    var wholly =
        store
            .drift()
            .record(
                lease,
                LIVE,
                findings(Set.of(EXPORT), List.of(), Map.of(EXPORT, List.of("CREATE VIEW a.b"))));

    assertThat(wholly.ended()).isEqualTo(Map.of(Ending.REPAIRED, Set.of(EXPORT)));
    assertThat(wholly.left()).isZero();
    assertThat(stage.platform().drifted()).isNull();
    assertThat(stage.platform().steering().wellSince()).isNotNull();
    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.NODE_DRIFT_ENDED);
    assertThat(stage.lastAudit(SUBJECT).reason()).isEqualTo("Trueup repaired 1 node");
  }

  @Test
  void aNodeThatWasNotComparedKeepsItsDrift() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    store.drift().record(lease, LIVE, found(INGEST, EXPORT));

    store.drift().record(lease, LIVE, findings(Set.of(INGEST), List.of(), Map.of()));

    assertThat(drifted()).extracting(DriftedNode::node).containsExactly(EXPORT);
  }

  @Test
  void aNodeThatIsToChangeIsNoLongerShownAsDrifted() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    store.drift().record(lease, LIVE, found(INGEST, EXPORT));

    stage.move(
        lease,
        fingerprint(2),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2))));

    assertThat(drifted()).extracting(DriftedNode::node).containsExactly(EXPORT);

    var change = store.drift().record(lease, LIVE, findings(Set.of(EXPORT), List.of(), Map.of()));

    assertThat(change.ended())
        .isEqualTo(Map.of(Ending.CHANGED, Set.of(INGEST), Ending.GONE, Set.of(EXPORT)));
  }

  @Test
  void nodesArePagedByKey() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    store.drift().record(lease, LIVE, found(INGEST, EXPORT));

    assertThat(store.drift().drifted(LIVE, "", 1))
        .extracting(DriftedNode::node)
        .containsExactly(EXPORT);
    assertThat(store.drift().drifted(LIVE, EXPORT.value(), 10))
        .extracting(DriftedNode::node)
        .containsExactly(INGEST);
  }

  @Test
  void theCheckItselfIsRemembered() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);

    store.drift().record(lease, LIVE, findings(Set.of(INGEST), List.of(), Map.of()));
    store.drift().record(lease, LIVE, findings(Set.of(EXPORT), List.of(), Map.of()));

    var check = store.drift().lastCheck(LIVE).orElseThrow();
    assertThat(check.version()).isEqualTo(1);
    assertThat(check.startedAt()).isEqualTo(BEGUN);
    assertThat(check.checkedThrough()).isEqualTo(BEGUN);
    assertThat(check.nodes()).isEqualTo(2);
    assertThat(check.compared()).isEqualTo(2);
    assertThat(check.failure()).isNull();
  }

  @Test
  void aCheckOfSomeNodesLeavesThroughWhenAllWereChecked() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    var some = new Findings(1, BEGUN, null, 2, Set.of(INGEST), List.of(), new TreeMap<>());

    store.drift().record(lease, LIVE, some);

    assertThat(store.drift().lastCheck(LIVE).orElseThrow().checkedThrough()).isNull();

    store.drift().record(lease, LIVE, found());
    store.drift().record(lease, LIVE, some);

    assertThat(store.drift().lastCheck(LIVE).orElseThrow().checkedThrough()).isEqualTo(BEGUN);
  }

  @Test
  void aFailureIsNoDriftAndNoEndOfOne() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    store.drift().record(lease, LIVE, found(EXPORT));
    var later = BEGUN.plus(StoreFixture.HOUR);

    store.drift().recordFailure(lease, LIVE, 1, later, "Cannot connect");
    store.drift().recordFailure(lease, LIVE, 1, later, "Cannot connect still");

    var check = store.drift().lastCheck(LIVE).orElseThrow();
    assertThat(check.startedAt()).isEqualTo(later);
    assertThat(check.checkedThrough()).isEqualTo(BEGUN);
    var failure = Objects.requireNonNull(check.failure());
    assertThat(failure.error()).isEqualTo("Cannot connect still");
    assertThat(failure.times()).isEqualTo(2);
    assertThat(failure.since()).isBeforeOrEqualTo(check.endedAt());
    assertThat(drifted()).extracting(DriftedNode::node).containsExactly(EXPORT);

    store.drift().record(lease, LIVE, found(EXPORT));

    assertThat(store.drift().lastCheck(LIVE).orElseThrow().failure()).isNull();
  }

  @Test
  void aFailureMayBeTheFirstCheck() {
    var lease = stage.realize(fingerprint(1), INGEST);

    store.drift().recordFailure(lease, LIVE, 1, BEGUN, "Cannot connect");

    assertThat(store.drift().lastCheck(LIVE).orElseThrow().checkedThrough()).isNull();
  }

  @Test
  void anOlderHolderRecordsNothing() {
    var older = stage.realize(fingerprint(1), INGEST, EXPORT);
    store.leases().release(older);
    assertThat(store.leases().claim(Lease.resource(LIVE), "daemon-2", StoreFixture.HOUR))
        .isPresent();
    var before = stage.everything();

    assertThatThrownBy(() -> store.drift().record(older, LIVE, found(EXPORT)))
        .isInstanceOf(LostLeaseException.class);
    assertThatThrownBy(() -> store.drift().recordFailure(older, LIVE, 1, BEGUN, "Away"))
        .isInstanceOf(LostLeaseException.class);
    assertThat(stage.everything()).isEqualTo(before);
  }
}
