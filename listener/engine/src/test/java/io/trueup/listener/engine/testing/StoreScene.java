package io.trueup.listener.engine.testing;

import io.trueup.listener.engine.Secrets;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Impact;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PhysicalNames.AllocationRequest;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources.FailedRefresh;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Brings a store into the situations that operators see. */
public final class StoreScene {

  public static final SourceId ACME = new SourceId("acme");
  public static final PlatformId LIVE = new PlatformId(ACME, "Live");
  public static final PlatformId MONTHLY = new PlatformId(ACME, "Monthly");
  public static final PlatformId OLD = new PlatformId(ACME, "Old");
  public static final NodeKey INGEST = NodeKey.ingest("Live", "NW_Data");
  public static final NodeKey EXPORT = NodeKey.export("Live", "warehouse", "NW_Data", "customers");

  public static final Fingerprint FIRST = new Fingerprint(1, 1);
  public static final Fingerprint SECOND = new Fingerprint(2, 2);
  private static final Duration HOUR = Duration.ofHours(1);

  private final StateStore store;
  private final RolloutPolicy live;

  public StoreScene(StateStore store) {
    this(store, RolloutPolicy.MERGE);
  }

  /** Scenes in which Live first has a policy of its own. */
  public StoreScene(StateStore store, RolloutPolicy live) {
    this.store = store;
    this.live = live;
  }

  public static CommitId commit(int number) {
    return new CommitId("%08x".formatted(0xabcdef00 + number) + "0".repeat(32));
  }

  private Lease lease(String resource) {
    return store.leases().claim(resource, "daemon-1", HOUR).orElseThrow();
  }

  private Impact impact(
      String platform, RolloutPolicy policy, Fingerprint graph, NodeDelta... deltas) {
    return new Impact(platform, "postgres", policy, graph, List.of(deltas));
  }

  private void record(
      SourceId source,
      CommitId commit,
      String author,
      String subject,
      List<Problem> problems,
      List<Impact> impacts) {
    store.sources().declare(source);
    store.sources().request(source);
    var requested = store.sources().find(source).orElseThrow().requested();
    var committedAt = Instant.parse("2026-01-02T03:04:05Z");
    var version = new NewVersion(commit, author, subject, committedAt, problems, impacts);
    store
        .versions()
        .record(lease(Lease.resource(source)), source, requested, commit, List.of(version));
  }

  /** A merge by Ann that declares all three platforms. */
  public void firstMerge() {
    firstMerge("Ann Author", "Add the Northwind store");
  }

  public void firstMerge(String author, String subject) {
    record(
        ACME,
        commit(1),
        author,
        subject,
        List.of(),
        List.of(
            impact(
                "Live",
                live,
                FIRST,
                new NodeDelta(INGEST, null, FIRST, "new"),
                new NodeDelta(EXPORT, null, FIRST, "new")),
            impact(
                "Monthly",
                RolloutPolicy.MANUAL,
                FIRST,
                new NodeDelta(NodeKey.ingest("Monthly", "NW_Data"), null, FIRST, "new")),
            impact("Old", RolloutPolicy.NEVER, FIRST)));
  }

  /** A merge that changes one node of Live. */
  public void secondMerge() {
    record(
        ACME,
        commit(2),
        "Bob Builder",
        "Add the column fax",
        List.of(),
        List.of(
            impact(
                "Live",
                RolloutPolicy.MERGE,
                SECOND,
                new NodeDelta(INGEST, FIRST, SECOND, "column customers/fax added")),
            impact("Monthly", RolloutPolicy.MANUAL, FIRST),
            impact("Old", RolloutPolicy.NEVER, FIRST)));
  }

  /** A merge that changes nothing. */
  public void thirdMerge() {
    record(
        ACME,
        commit(4),
        "Dee",
        "Comment",
        List.of(),
        List.of(impact("Live", RolloutPolicy.MERGE, SECOND)));
  }

  /** An accepted merge of a given commit, without platforms. */
  public void merge(CommitId commit) {
    record(ACME, commit, "Eve", "Change", List.of(), List.of());
  }

  /** A merge that is rejected. */
  public void badMerge(String message) {
    var problem =
        Problem.error(
            "dataset.unknown",
            new Location("team/a.yaml", 12, 7),
            message,
            "Did you mean 'customers'?");
    record(ACME, commit(3), "Cy Careless", "Typo", List.of(problem), List.of());
  }

  /** The branch of the source is rewritten: its head does not follow the accepted commit. */
  public void rewriteHistory() {
    store
        .sources()
        .recordRefresh(
            lease(Lease.resource(ACME)), ACME, 0, Health.BLOCKED, "rewritten", commit(7));
  }

  /** The change of a merge that only compatibility rejects. */
  public static final ChangeDigest CHANGE = new ChangeDigest("5c".repeat(32));

  /** A merge that only compatibility rejects. */
  public void incompatibleMerge() {
    var problem =
        Problem.error(
            "compatibility.type",
            new Location("team/a.yaml", 12, 7),
            "Column 'city' changes its type",
            "Add a new column of the new type");
    store.sources().request(ACME);
    var requested = store.sources().find(ACME).orElseThrow().requested();
    var at = Instant.parse("2026-01-02T03:04:05Z");
    var version =
        new NewVersion(commit(4), "Di", "Narrow", at, List.of(problem), List.of(), CHANGE);
    store
        .versions()
        .record(lease(Lease.resource(ACME)), ACME, requested, commit(4), List.of(version));
  }

  /** Another source with a platform of the same name. */
  public void twin() {
    record(
        new SourceId("beta"),
        commit(9),
        "Dee",
        "First",
        List.of(),
        List.of(impact("Live", RolloutPolicy.MERGE, FIRST)));
  }

  private Rollout claim(long to, Fingerprint graph, RolloutPlan plan) {
    var lease = lease(Lease.resource(LIVE));
    var seen = store.platforms().find(LIVE).orElseThrow();
    var claimed = store.rollouts().claim(lease, seen, to, graph, plan, (_, _, _, _) -> List.of());
    if (claimed instanceof ClaimOutcome.Claimed(var rollout)) {
      return rollout;
    }
    throw new AssertionError("Not claimed: " + claimed);
  }

  /** Live begins to move to version 1: two steps. */
  public Rollout moveToFirst() {
    return claim(
        1,
        FIRST,
        new RolloutPlan(
            List.of(
                new PlannedStep(INGEST, StepAction.PROVISION, "The node is new"),
                new PlannedStep(EXPORT, StepAction.PROVISION, "The node is new")),
            List.of(
                new NodeTransition(INGEST, NodeState.PENDING, FIRST, "The node is new"),
                new NodeTransition(EXPORT, NodeState.PENDING, FIRST, "The node is new"))));
  }

  /** Both steps land, and Live is version 1. */
  public void landFirst(Rollout rollout) {
    var lease = lease(Lease.resource(LIVE));
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);
    store
        .rollouts()
        .recordSteps(
            lease,
            rollout.id(),
            List.of(
                new StepResult.Landed(1, FIRST, List.of("CREATE TABLE a")),
                new StepResult.Landed(2, FIRST, List.of("CREATE VIEW b"))));
    store.rollouts().rollUp(lease, LIVE);
  }

  /** The second step fails. */
  public void failSecondStep(Rollout rollout, String error) {
    var lease = lease(Lease.resource(LIVE));
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);
    store
        .rollouts()
        .recordSteps(
            lease,
            rollout.id(),
            List.of(
                new StepResult.Landed(1, FIRST, List.of("CREATE TABLE a")),
                new StepResult.NotLanded(2, error, store.now().plusSeconds(30))));
  }

  /** The failed step is retried and has not ended. */
  public void tryAgain(Rollout rollout) {
    store
        .rollouts()
        .beginSteps(lease(Lease.resource(LIVE)), rollout.id(), 10, (_, _, _, _) -> false);
  }

  /** Live moves to version 2: its ingestion waits for its job. */
  public void awaitJobs() {
    awaitJobs(INGEST);
  }

  private void awaitJobs(NodeKey... nodes) {
    var transitions =
        Stream.of(nodes)
            .map(it ->
                new NodeTransition(it, NodeState.AWAITING_NODE_TIME, SECOND, "The node changed"))
            .toList();
    claim(2, SECOND, new RolloutPlan(List.of(), transitions));
    store.rollouts().rollUp(lease(Lease.resource(LIVE)), LIVE);
  }

  /** Live moves to version 3: the job of its ingestion has to retire it. */
  public void retireAtJob() {
    var delta = new NodeDelta(INGEST, SECOND, null, "nothing asks for it");
    record(
        ACME,
        commit(4),
        "Dee",
        "Drop the store",
        List.of(),
        List.of(impact("Live", RolloutPolicy.MERGE, FIRST, delta)));
    var gone = new NodeTransition(INGEST, NodeState.RETIRING, null, "Nothing asks for it");
    claim(3, FIRST, new RolloutPlan(List.of(), List.of(gone)));
    store.rollouts().rollUp(lease(Lease.resource(LIVE)), LIVE);
  }

  /** Live is at version 1; version 2 is merged and waits for one job. */
  public void awaitingJobs() {
    awaitingJobs(INGEST);
  }

  /** The same, where version 2 changes these nodes. */
  public void awaitingJobs(NodeKey... nodes) {
    firstMerge();
    landFirst(moveToFirst());
    secondMerge();
    awaitJobs(nodes);
  }

  /** Live's ingestion did not reach version 2 when its job started. */
  public void block(String reason) {
    var id = new RunId("%032x".formatted(store.runs().newest(LIVE, 1000).size() + 1));
    var run =
        new RunRequest(
            id, LIVE, INGEST, null, "nightly", HOUR, HOUR, new Actor("nightly-token", "192.0.2.9"));
    store.runs().begin(run, _ -> new NodeDecision.Reconcile(2, SECOND, "The node changed"));
    store.runs().abandonReconcile(id, reason);
  }

  /** Live has names for a schema, a table of a store and a retired view. */
  public void giveNames() {
    var warehouse = "db.acme:5432/warehouse";
    var merge = new ModelName("RELATION", "Live/NW_Data/customers/merge");
    var view = new ModelName("RELATION", "Live/Reporting/All/NW_Data/customers");
    store
        .names()
        .allocate(
            warehouse,
            LIVE,
            List.of(
                new AllocationRequest(new ModelName("SCHEMA", "Live"), "", null, List.of("live")),
                new AllocationRequest(merge, "live", INGEST, List.of("nw_data_customers_merge")),
                new AllocationRequest(view, "reporting_all", EXPORT, List.of("customers"))));
    store.names().retire(warehouse, LIVE, List.of(EXPORT));
  }

  /** Live has names for many tables. */
  public void giveNames(int count) {
    store
        .names()
        .allocate(
            "db.acme:5432/warehouse",
            LIVE,
            IntStream.range(0, count)
                .mapToObj(number ->
                    new AllocationRequest(
                        new ModelName("RELATION", "Live/S/d" + number + "/merge"),
                        "live",
                        INGEST,
                        List.of("s_" + number)))
                .toList());
  }

  /** Monthly's move waits for an operator's request. */
  public void waitForSync() {
    var lease = lease(Lease.resource(MONTHLY));
    var waiting =
        io.trueup.statestore.PlatformState.Waiting.forGate(
            io.trueup.statestore.control.GateKind.POLICY,
            "The platform's rollout is 'manual': version 1 waits for an operator. Unblock with"
                + " `trueup sync`",
            store.now());
    store.platforms().recordWaiting(lease, MONTHLY, waiting);
  }

  /** The branch was rewritten. */
  public void rewrite(CommitId head) {
    var requested = store.sources().request(ACME);
    store
        .sources()
        .recordRefresh(
            lease(Lease.resource(ACME)),
            ACME,
            requested,
            Health.BLOCKED,
            "The branch was rewritten: its head %s does not follow the accepted commit"
                .formatted(head.abbreviated()),
            head);
  }

  /** The branch was deleted. */
  public void deleteBranch() {
    var requested = store.sources().request(ACME);
    store
        .sources()
        .recordRefresh(
            lease(Lease.resource(ACME)),
            ACME,
            requested,
            Health.BLOCKED,
            "The branch 'main' was deleted",
            null);
  }

  /** A refresh failed; the next one is allowed later. */
  public void fail(String reason, Duration allowedAfter) {
    store
        .sources()
        .recordFailedRefresh(
            lease(Lease.resource(ACME)),
            ACME,
            new FailedRefresh(
                Health.FAILING, reason, store.now().plus(HOUR), store.now().plus(allowedAfter)));
  }

  public void deliver(String id, String event) {
    store
        .deliveries()
        .record(
            new NewDelivery(
                ACME, id, event, "00".repeat(32), new byte[] {'{', '}'}, Map.of(), null));
  }

  /** Creates a token and returns its secret. */
  public String token(String name, Scope scope) {
    return new Secrets().issue(store.tokens(), name, scope, null, Actor.DAEMON).orElseThrow();
  }
}
