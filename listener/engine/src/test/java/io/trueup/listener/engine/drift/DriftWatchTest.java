package io.trueup.listener.engine.drift;

import static io.trueup.listener.engine.testing.StoreScene.EXPORT;
import static io.trueup.listener.engine.testing.StoreScene.INGEST;
import static io.trueup.listener.engine.testing.StoreScene.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.DriftPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.OnDrift;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.drift.DriftCheck;
import io.trueup.statestore.drift.DriftKind;
import io.trueup.statestore.drift.DriftedNode;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Checks of a platform with tables in memory. */
class DriftWatchTest {

  private static final Duration SIX_HOURS = Duration.ofHours(6);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final ObjectName VIEW = new ObjectName("live__reporting", "nw_data_customers");
  private static final ObjectName TABLE = new ObjectName("live", "nw_data_customers");
  private static final Actor ANN = new Actor("ann", "192.0.2.7");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture fixture = new SchemaFixture(store);
  private final Leaseholder leases =
      new Leaseholder() {
        @Override
        public Optional<Lease> claim(String resource) {
          return store.leases().claim(resource, "daemon-1", LEASE);
        }

        @Override
        public void release(Lease lease) {
          store.leases().release(lease);
        }
      };
  private final DriftWatch watch =
      new DriftWatch(
          store,
          leases,
          new PlatformModels(store, Map.of(StoreScene.ACME, fixture)),
          fixture,
          new GateRules());

  private static RolloutPolicy policy(OnDrift on) {
    var merge = RolloutPolicy.MERGE;
    return new RolloutPolicy(
        merge.on(),
        merge.schedule(),
        merge.windows(),
        merge.atClose(),
        merge.versions(),
        merge.guard(),
        new DriftPolicy(SIX_HOURS, on));
  }

  private void drop(ObjectName name) {
    var relations = new TreeMap<>(fixture.tables.actual.relations());
    assertThat(relations.remove(name)).isNotNull();
    replace(relations);
  }

  private void replace(SortedMap<ObjectName, Relation> relations) {
    var actual = fixture.tables.actual;
    fixture.tables.actual =
        new ActualSchema(actual.server(), actual.schemas(), actual.roles(), relations);
  }

  private boolean exists(ObjectName name) {
    return fixture.tables.actual.find(name).isPresent();
  }

  private PlatformState live() {
    return store.platforms().find(LIVE).orElseThrow();
  }

  private List<DriftedNode> drifted() {
    return store.drift().drifted(LIVE, "", 10);
  }

  private DriftCheck lastCheck() {
    return store.drift().lastCheck(LIVE).orElseThrow();
  }

  private List<String> verbs() {
    return store.audit().newest(Lease.resource(LIVE), 100).stream().map(AuditEntry::verb).toList();
  }

  private void later(Duration time) {
    clock.advance(time);
  }

  @Test
  void aPlatformWhoseModelAsksForNoChecksIsNotChecked() {
    fixture.realized(RolloutPolicy.MERGE);

    assertThat(watch.advance(LIVE)).isEmpty();
    assertThat(store.drift().lastCheck(LIVE)).isEmpty();
  }

  @Test
  void theFirstCheckFindsNothingWhereNothingDrifted() {
    fixture.realized(policy(OnDrift.TELL));

    var next = watch.advance(LIVE).orElseThrow();

    assertThat(next).isAfter(clock.instant()).isBeforeOrEqualTo(clock.instant().plus(SIX_HOURS));
    assertThat(lastCheck().compared()).isEqualTo(2);
    assertThat(lastCheck().nodes()).isEqualTo(4);
    assertThat(drifted()).isEmpty();
    assertThat(fixture.tables.contexts).hasSize(1);
    assertThat(watch.advance(LIVE)).contains(next);
    assertThat(fixture.tables.contexts).hasSize(1);
  }

  @Test
  void aViewThatIsDroppedIsToldAndLeftAlone() {
    fixture.realized(policy(OnDrift.TELL));
    drop(VIEW);

    watch.advance(LIVE);

    assertThat(drifted()).hasSize(1);
    assertThat(drifted().getFirst().node()).isEqualTo(EXPORT);
    assertThat(drifted().getFirst().kind()).isEqualTo(DriftKind.MISSING);
    assertThat(drifted().getFirst().message())
        .isEqualTo("View live__reporting.nw_data_customers is missing");
    assertThat(drifted().getFirst().refusal()).isNull();
    assertThat(live().drifted()).isNotNull();
    assertThat(live().realized().version()).isEqualTo(1);
    assertThat(exists(VIEW)).isFalse();
    assertThat(verbs()).contains(AuditVerbs.NODE_DRIFTED);
  }

  @Test
  void driftThatAPersonMendsEndsSoonerThanTheNextFullCheck() {
    fixture.realized(policy(OnDrift.TELL));
    var before = fixture.tables.actual;
    drop(VIEW);
    watch.advance(LIVE);
    fixture.tables.actual = before;
    later(Duration.ofMinutes(10));

    watch.advance(LIVE);

    assertThat(drifted()).isEmpty();
    assertThat(live().drifted()).isNull();
    assertThat(live().steering().wellSince()).isEqualTo(clock.instant());
    assertThat(verbs()).contains(AuditVerbs.NODE_DRIFT_ENDED);
  }

  @Test
  void whatIsMissingIsMadeAgainWhereTheModelSaysSo() {
    fixture.realized(policy(OnDrift.REPAIR));
    var before = fixture.tables.actual.find(VIEW);
    drop(VIEW);

    watch.advance(LIVE);

    assertThat(fixture.tables.actual.find(VIEW)).isEqualTo(before);
    assertThat(drifted()).isEmpty();
    assertThat(verbs()).contains(AuditVerbs.NODE_DRIFTED, AuditVerbs.NODE_DRIFT_ENDED);
    assertThat(store.leases().holder(Lease.resource(LIVE))).isEmpty();
  }

  @Test
  void aTableThatIsDroppedWithItsViewComesBackWithIt() {
    fixture.realized(policy(OnDrift.REPAIR));
    drop(VIEW);
    drop(TABLE);

    watch.advance(LIVE);

    assertThat(exists(TABLE)).isTrue();
    assertThat(exists(VIEW)).isTrue();
    assertThat(drifted()).isEmpty();
  }

  @Test
  void nothingIsRepairedWhileThePlatformIsPausedAndTheReasonIsSaid() {
    fixture.realized(policy(OnDrift.REPAIR));
    drop(VIEW);
    store.tokens().add("ann", Scope.OPERATE, "a1".repeat(32), null, ANN);
    store.platforms().pause(LIVE, ANN, "audit week", null);

    watch.advance(LIVE);

    assertThat(exists(VIEW)).isFalse();
    assertThat(drifted().getFirst().refusal()).startsWith("Not repaired yet: ").contains("ann");

    store.platforms().resume(LIVE, ANN, "it is over");
    later(Duration.ofMinutes(10));
    watch.advance(LIVE);

    assertThat(exists(VIEW)).isTrue();
    assertThat(drifted()).isEmpty();
  }

  @Test
  void nothingIsRepairedUnderARunningJob() {
    fixture.realized(policy(OnDrift.REPAIR));
    drop(VIEW);
    var run =
        new RunRequest(
            new RunId("%032x".formatted(1)), LIVE, EXPORT, null, "nightly", LEASE, LEASE, ANN);
    store
        .runs()
        .begin(run, _ -> new NodeDecision.Proceed(1, StoreScene.FIRST, "It is at its target"));

    watch.advance(LIVE);

    assertThat(exists(VIEW)).isFalse();
    assertThat(drifted().getFirst().refusal()).contains("job 'nightly'");

    store.runs().end(run.id(), true);
    later(Duration.ofMinutes(10));
    watch.advance(LIVE);

    assertThat(exists(VIEW)).isTrue();
  }

  @Test
  void whatARepairMayNotDoStaysDriftedWithTheReason() {
    fixture.realized(policy(OnDrift.REPAIR));
    drop(VIEW);
    fixture.addForeign(VIEW.schema(), VIEW.name());

    watch.advance(LIVE);

    assertThat(drifted()).hasSize(1);
    assertThat(drifted().getFirst().kind()).isEqualTo(DriftKind.CHANGED);
    assertThat(drifted().getFirst().refusal())
        .startsWith("Not repaired: Cannot create view live__reporting.nw_data_customers");
    later(Duration.ofMinutes(5));
    assertThat(watch.advance(LIVE)).contains(clock.instant().plus(Duration.ofMinutes(5)));
  }

  @Test
  void aNodeThatIsNotAtItsTargetIsNotCompared() {
    fixture.realized(policy(OnDrift.REPAIR));
    new StoreScene(store, policy(OnDrift.REPAIR)).secondMerge();
    var lease = leases.claim(Lease.resource(LIVE)).orElseThrow();
    var gone = new NodeTransition(INGEST, NodeState.AWAITING_NODE_TIME, StoreScene.SECOND, "new");
    store
        .rollouts()
        .claim(
            lease,
            live(),
            2,
            StoreScene.SECOND,
            new RolloutPlan(List.of(), List.of(gone)),
            (_, _, _, _) -> List.of());
    store.rollouts().rollUp(lease, LIVE);
    leases.release(lease);
    drop(TABLE);

    watch.advance(LIVE);

    assertThat(exists(TABLE)).isFalse();
    assertThat(drifted()).extracting(DriftedNode::node).doesNotContain(INGEST);
  }

  @Test
  void nothingIsComparedWhileAnotherHoldsThePlatform() {
    fixture.realized(policy(OnDrift.TELL));
    assertThat(store.leases().claim(Lease.resource(LIVE), "operator ann", LEASE)).isPresent();

    assertThat(watch.advance(LIVE)).isEmpty();
    assertThat(store.drift().lastCheck(LIVE)).isEmpty();
  }

  @Test
  void nothingIsComparedWhileARolloutExecutes() {
    fixture.atFirst();

    assertThat(watch.advance(LIVE)).isEmpty();
    assertThat(fixture.tables.contexts).isEmpty();
  }

  @Test
  void aContainerThatIsAwayIsNoDriftAndIsRetriedLaterEachTime() {
    fixture.realized(policy(OnDrift.TELL));
    drop(VIEW);
    fixture.outage("Cannot connect to db.acme");

    assertThat(watch.advance(LIVE)).contains(clock.instant().plus(Duration.ofMinutes(1)));
    assertThat(drifted()).isEmpty();
    assertThat(failure().error()).isEqualTo("Cannot connect to db.acme");

    later(Duration.ofMinutes(1));
    assertThat(watch.advance(LIVE)).contains(clock.instant().plus(Duration.ofMinutes(2)));
    assertThat(failure().times()).isEqualTo(2);

    fixture.outage(null);
    later(Duration.ofMinutes(2));
    watch.advance(LIVE);

    assertThat(lastCheck().failure()).isNull();
    assertThat(drifted()).hasSize(1);
  }

  private DriftCheck.Failure failure() {
    return Objects.requireNonNull(lastCheck().failure());
  }

  @Test
  void aPlatformWithoutTablesIsNotChecked() {
    fixture.realized(policy(OnDrift.TELL));
    fixture.keepNoTables();

    assertThat(watch.advance(LIVE)).isEmpty();
  }
}
