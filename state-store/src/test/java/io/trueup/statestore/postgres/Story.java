package io.trueup.statestore.postgres;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.Attribution.PullRequest;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditedApproval;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.DriftRecords;
import io.trueup.statestore.Impact;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PhysicalNames.AllocationRequest;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.SchemaStatements.Batch;
import io.trueup.statestore.SchemaStatements.Line;
import io.trueup.statestore.SchemaStatements.State;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StepResult.Landed;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.control.ShutGate;
import io.trueup.statestore.drift.DriftFinding;
import io.trueup.statestore.drift.DriftKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The life of a source with one platform, written to a store step by step. */
final class Story {

  static final SourceId ACME = new SourceId("acme");
  static final String WAREHOUSE = "db.acme:5432/warehouse";
  static final PlatformId LIVE = new PlatformId(ACME, "Live");
  static final NodeKey INGEST = NodeKey.ingest("Live", "NW_Data");
  static final Actor ANN = new Actor("ann", "192.0.2.7");
  static final Duration HOUR = Duration.ofHours(1);

  final StateStore store;
  private int commits;
  private int deliveries;

  Story(StateStore store) {
    this.store = store;
    store.sources().declare(ACME);
  }

  static Fingerprint fingerprint(long number) {
    return new Fingerprint(0, number);
  }

  Lease lease(String resource) {
    return store.leases().claim(resource, "daemon-1", HOUR).orElseThrow();
  }

  Lease platformLease() {
    return lease(Lease.resource(LIVE));
  }

  NewDelivery delivery(String id) {
    return delivery(id, null);
  }

  private static NewDelivery delivery(String id, @Nullable String ignoredBecause) {
    var body = "{}".getBytes(StandardCharsets.UTF_8);
    return new NewDelivery(
        ACME, id, "push", "44136fa3", body, Map.of("User-Agent", "GitHub"), ignoredBecause);
  }

  private static NewDelivery telling(NewDelivery it, CommitId commit) {
    var pull = new PullRequest(9, "Change the model", "https://forge.acme.test/model/pull/9");
    return new NewDelivery(
        it.source(),
        it.deliveryId(),
        it.event(),
        it.bodyDigest(),
        it.body(),
        it.headers(),
        it.ignoredBecause(),
        new Attribution(commit, "ann", "bob", pull));
  }

  /** A merge is announced, checked and recorded. */
  void merge(List<Problem> problems, Impact... impacts) {
    deliveries++;
    commits++;
    var commit = new CommitId("%040x".formatted(commits));
    store.deliveries().record(telling(delivery("delivery-" + deliveries), commit));
    var requested = store.sources().find(ACME).orElseThrow().requested();
    var version =
        new NewVersion(
            commit,
            "Ann Author",
            "Change the model",
            Instant.parse("2026-01-02T03:04:05Z"),
            problems,
            List.of(impacts));
    store.versions().record(lease(Lease.resource(ACME)), ACME, requested, commit, List.of(version));
  }

  void merge(long graph, NodeDelta... delta) {
    merge(
        List.of(),
        new Impact(
            LIVE.name(), "postgres", RolloutPolicy.MERGE, fingerprint(graph), List.of(delta)));
  }

  ClaimOutcome claim(Lease lease, RolloutPlan plan) {
    var platform = store.platforms().find(LIVE).orElseThrow();
    var merged = platform.merged();
    var graph = merged.graph() == null ? fingerprint(0) : merged.graph();
    return store
        .rollouts()
        .claim(lease, platform, merged.version(), graph, plan, (_, _, _, _) -> List.of());
  }

  static RolloutPlan provision(Fingerprint target, List<NodeKey> nodes) {
    return new RolloutPlan(
        nodes.stream()
            .map(node -> new PlannedStep(node, StepAction.PROVISION, "it is new"))
            .toList(),
        nodes.stream()
            .map(node -> new NodeTransition(node, NodeState.PENDING, target, "it is new"))
            .toList());
  }

  /** Provisions a node at merge time. */
  void provision() {
    var lease = platformLease();
    var claimed = (ClaimOutcome.Claimed) claim(lease, provision(fingerprint(1), List.of(INGEST)));
    var rollout = claimed.rollout().id();
    store.rollouts().beginSteps(lease, rollout, 10, (_, _, _, _) -> false);
    store
        .rollouts()
        .recordSteps(
            lease, rollout, List.of(new Landed(1, fingerprint(1), List.of("CREATE TABLE t ()"))));
    store.rollouts().rollUp(lease, LIVE);
  }

  /** Lets the node wait for its job, which comes and is reconciled. */
  void reconcileAtNodeTime() {
    reconcileAtNodeTime(new RunId("0123456789abcdef0123456789abcdef"));
  }

  /** In a separate run. */
  void reconcileAtNodeTime(RunId run) {
    var lease = platformLease();
    var waits =
        new NodeTransition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2), "it changed");
    claim(lease, new RolloutPlan(List.of(), List.of(waits)));
    store.rollouts().rollUp(lease, LIVE);
    var begun =
        new RunRequest(
            run,
            LIVE,
            INGEST,
            fingerprint(1),
            "nightly",
            HOUR,
            HOUR,
            new Actor("nightly-token", "192.0.2.9"));
    store
        .runs()
        .begin(begun, _ -> new NodeDecision.Reconcile(2, fingerprint(2), "the node changed"));
    store
        .runs()
        .completeReconcile(
            run,
            2,
            List.of(new RealizedNode(INGEST, fingerprint(2))),
            List.of("ALTER TABLE t ADD c text"));
    store.rollouts().rollUp(lease, LIVE);
  }

  /** A table is named and created, and an old one dropped with an operator's approval. */
  void changeTables() {
    var approval = new AuditedApproval(ANN, "its year is over");
    var old = new ModelName("RELATION", "Live/NW_Data/orders/merge");
    var wishes =
        List.of(
            new AllocationRequest(
                new ModelName("RELATION", "Live/NW_Data/customers/merge"),
                "live",
                INGEST,
                List.of("nw_data_customers_merge")),
            new AllocationRequest(old, "live", INGEST, List.of("nw_data__orders_merge")));
    store.names().allocate(WAREHOUSE, LIVE, wishes);
    var create =
        new Line(
            INGEST,
            "CREATE TABLE live.nw_data_customers_merge ()",
            "INSTANT",
            "",
            "Table live.nw_data_customers_merge is missing");
    var drop =
        new Line(
            INGEST,
            "DROP TABLE live.nw_data__orders_merge",
            "DESTRUCTIVE",
            "ACCESS EXCLUSIVE",
            "Its retention is over");
    var made =
        store
            .statements()
            .begin(new Batch(WAREHOUSE, LIVE, "rollout 1", true, List.of(create), null));
    store.statements().recordOutcome(made, State.LANDED, null);
    var dropped =
        store
            .statements()
            .begin(new Batch(WAREHOUSE, LIVE, "operator ann", true, List.of(drop), approval));
    store.statements().recordOutcome(dropped, State.UNCERTAIN, "The connection was lost");
    store.statements().recordOutcome(dropped, State.RESOLVED, "The table is gone");
    store.names().release(WAREHOUSE, LIVE, List.of(old), approval);
  }

  /** The whole story. */
  void writeAll() {
    merge(1, new NodeDelta(INGEST, null, fingerprint(1), "a new store"));
    provision();
    changeTables();
    merge(2, new NodeDelta(INGEST, fingerprint(1), fingerprint(2), "a new column"));
    store.deliveries().record(delivery("delivery-2"));
    store.deliveries().record(delivery("delivery-x", "the branch is not followed"));
    reconcileAtNodeTime();
    findDrift();
    merge(
        List.of(
            new Problem(
                "container.unknown",
                Severity.ERROR,
                new Location("a.yaml", 3, 5),
                "There is no container 'lake'",
                "Declare it")));
    merge(2);
    store.tokens().add(ANN.name(), Scope.OPERATE, "a".repeat(64), null, ANN);
    letAVersionThroughAFreezeAndGoBack();
    store.platforms().pause(LIVE, ANN, "quarter's end", null);
    operatorChangesSchemas();
    store.credentials().pin("warehouse", List.of("db.acme.internal:5432"), "rollout 1");
    store.credentials().approve("warehouse", "db2.acme.internal:5432", ANN, "the server moved");
    approvedMerge();
    merge(3, new NodeDelta(INGEST, fingerprint(2), fingerprint(3), "another column"));
    store
        .platforms()
        .recordWaiting(
            platformLease(),
            LIVE,
            Waiting.forGate(GateKind.PAUSED, "ann paused it: quarter's end", store.now()));
  }

  private void findDrift() {
    var missing =
        new DriftFinding(
            INGEST, fingerprint(2), DriftKind.MISSING, "Table live.nw_data is missing", null);
    store
        .drift()
        .record(
            platformLease(),
            LIVE,
            new DriftRecords.Findings(
                2,
                store.now(),
                store.now(),
                1,
                Set.of(INGEST),
                List.of(missing),
                Collections.emptySortedMap()));
  }

  private void letAVersionThroughAFreezeAndGoBack() {
    var today = LocalDate.now(ZoneId.of("Europe/Berlin")).atStartOfDay();
    store
        .windows()
        .add(
            new Spec(
                "Month end",
                WindowKind.DENY,
                Selector.EVERYTHING,
                WindowTimes.once(today, Duration.ofHours(24), "Europe/Berlin"),
                "ops",
                "the books are closed"),
            ANN);
    merge(4, new NodeDelta(INGEST, fingerprint(2), fingerprint(4), "a hotfix"));
    var lease = platformLease();
    var frozen = new ShutGate(GateKind.WINDOW, "month-end", "ann", null, "Frozen", "Wait", null);
    store.platforms().recordWaiting(lease, LIVE, new Waiting(List.of(frozen), store.now()));
    store.platforms().requestSync(LIVE, null, Set.of(GateKind.WINDOW), ANN, "a hotfix cannot wait");
    var nothing = new RolloutPlan(List.of(), List.of());
    claim(lease, nothing);
    store
        .rollouts()
        .rollBack(
            lease,
            store.platforms().find(LIVE).orElseThrow(),
            2,
            fingerprint(2),
            nothing,
            (_, _, _, _) -> List.of(),
            Set.of(),
            ANN,
            "the hotfix is slow");
  }

  private void approvedMerge() {
    var change = new ChangeDigest("5c".repeat(32));
    var source = store.sources().find(ACME).orElseThrow();
    store.sources().approve(source, change, ANN, "no table was ever made");
    commits++;
    var commit = new CommitId("%040x".formatted(commits));
    var version =
        new NewVersion(
            commit,
            "Ann Author",
            "Change a type back",
            Instant.parse("2026-01-02T03:04:05Z"),
            List.of(),
            List.of(),
            change);
    store.versions().record(lease(Lease.resource(ACME)), ACME, 0, commit, List.of(version));
  }

  private void operatorChangesSchemas() {
    var subject = Lease.resource(LIVE);
    store
        .audit()
        .append(
            ANN,
            AuditVerbs.SCHEMA_APPLIED,
            subject,
            "{\"outcome\": \"DONE\", \"allowed\": [\"1a2b3c4d\"], \"done\":"
                + " [\"Ingest/Live/NW_Data\"], \"notDone\": {}}",
            "ids run out");
    store
        .audit()
        .append(
            ANN, AuditVerbs.SCHEMA_PURGED, subject, "{\"dropped\": [\"live.old\"]}", "retention");
  }
}
