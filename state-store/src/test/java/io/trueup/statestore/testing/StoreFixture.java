package io.trueup.statestore.testing;

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
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Impact;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PhysicalNames.Filter;
import io.trueup.statestore.PhysicalNames.Position;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.control.GateKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings a store into situations and reads it, for the conformance suite. */
final class StoreFixture {

  static final SourceId ACME = new SourceId("acme");
  static final PlatformId LIVE = new PlatformId(ACME, "Live");
  static final NodeKey INGEST = NodeKey.ingest("Live", "NW_Data");
  static final NodeKey EXPORT = NodeKey.export("Live", "warehouse", "NW_Data", "customers");
  static final Actor ANN = new Actor("ann", "192.0.2.7");
  static final Duration HOUR = Duration.ofHours(1);
  static final Duration RECONCILE_WITHIN = Duration.ofMinutes(5);

  private final StateStore store;
  private int commits;
  private int runs;

  StoreFixture(StateStore store) {
    this.store = store;
  }

  static Fingerprint fingerprint(int number) {
    return new Fingerprint(0, number);
  }

  static CommitId commit(int number) {
    return new CommitId("%040x".formatted(number));
  }

  static Problem problem(Severity severity, String message) {
    return new Problem("rule", severity, new Location("a.yaml", 3, 5), message, "Change it");
  }

  static NodeDelta added(NodeKey node, Fingerprint after) {
    return new NodeDelta(node, null, after, "");
  }

  static NodeDelta changed(NodeKey node, Fingerprint before, Fingerprint after) {
    return new NodeDelta(node, before, after, "");
  }

  static NodeDelta removed(NodeKey node, Fingerprint before) {
    return new NodeDelta(node, before, null, "");
  }

  /** The impact of a version on a platform with the given graph. */
  static Impact impact(String platform, Fingerprint graph, NodeDelta... delta) {
    return new Impact(platform, "postgres", RolloutPolicy.MERGE, graph, List.of(delta));
  }

  static NewVersion version(CommitId commit, List<Problem> problems, Impact... platforms) {
    return new NewVersion(
        commit,
        "Ann Author",
        "Change the model",
        Instant.parse("2026-01-02T03:04:05Z"),
        problems,
        List.of(platforms));
  }

  static NewVersion good(CommitId commit, Impact... platforms) {
    return version(commit, List.of(), platforms);
  }

  static NewVersion bad(CommitId commit) {
    return version(commit, List.of(problem(Severity.ERROR, "no such store")));
  }

  static NodeTransition transition(NodeKey node, NodeState state, @Nullable Fingerprint target) {
    return new NodeTransition(node, state, target, "because");
  }

  static PlannedStep step(NodeKey node, StepAction action) {
    return new PlannedStep(node, action, "because");
  }

  /** A plan that provisions new nodes. */
  static RolloutPlan provision(Fingerprint target, NodeKey... nodes) {
    var steps = new ArrayList<PlannedStep>();
    var transitions = new ArrayList<NodeTransition>();
    for (var node : nodes) {
      steps.add(step(node, StepAction.PROVISION));
      transitions.add(transition(node, NodeState.PENDING, target));
    }
    return new RolloutPlan(steps, transitions);
  }

  /** A plan of transitions alone. */
  static RolloutPlan transitions(NodeTransition... transitions) {
    return new RolloutPlan(List.of(), List.of(transitions));
  }

  /** The store's time plus a duration, in whole seconds. */
  Instant in(Duration length) {
    return store.now().plus(length).truncatedTo(ChronoUnit.SECONDS);
  }

  SourceState source() {
    return store.sources().find(ACME).orElseThrow();
  }

  PlatformState platform() {
    return store.platforms().find(LIVE).orElseThrow();
  }

  Lease lease(String resource) {
    return store.leases().claim(resource, "daemon-1", HOUR).orElseThrow();
  }

  /** A new lease of the source, which is declared first. */
  Lease sourceLease() {
    store.sources().declare(ACME);
    return lease(Lease.resource(ACME));
  }

  Lease platformLease() {
    return lease(Lease.resource(LIVE));
  }

  /** Records checked merges, and processes all requests. */
  List<Long> record(NewVersion... versions) {
    var lease = sourceLease();
    var checked = List.of(versions);
    return store
        .versions()
        .record(lease, ACME, source().requested(), checked.getLast().commit(), checked);
  }

  /** Records a new accepted version. */
  long accept(Impact... platforms) {
    return record(good(commit(++commits), platforms)).getLast();
  }

  /** Accepts a version in which the platform's graph is the given one. */
  long accept(Fingerprint graph) {
    return accept(impact("Live", graph));
  }

  ClaimOutcome claim(Lease lease, long to, Fingerprint graph, RolloutPlan plan) {
    return store.rollouts().claim(lease, platform(), to, graph, plan, (_, _, _, _) -> List.of());
  }

  /** Accepts a version with that graph, and claims the move to it through an open gate. */
  Rollout move(Lease lease, Fingerprint graph, RolloutPlan plan) {
    var to = accept(graph);
    return switch (claim(lease, to, graph, plan)) {
      case ClaimOutcome.Claimed(var rollout) -> rollout;
      case ClaimOutcome.Waits _, ClaimOutcome.Stale _, ClaimOutcome.NotAllowed _ ->
          throw new AssertionError("not claimed");
    };
  }

  /** Gives {@link #ANN} a token that may operate. */
  void logIn() {
    store.tokens().add(ANN.name(), Scope.OPERATE, "a".repeat(64), null, ANN);
  }

  /** Begins all steps that are due and lands them at the given fingerprint. */
  void land(Lease lease, Rollout rollout, @Nullable Fingerprint realized) {
    var results =
        store.rollouts().beginSteps(lease, rollout.id(), 100, (_, _, _, _) -> false).stream()
            .map(step -> (StepResult) landed(step.ordinal(), realized))
            .toList();
    store.rollouts().recordSteps(lease, rollout.id(), results);
  }

  static StepResult.Landed landed(int ordinal, @Nullable Fingerprint realized) {
    return new StepResult.Landed(ordinal, realized, List.of("CREATE TABLE t"));
  }

  /** Realizes a version in which the nodes have the given fingerprint. */
  Lease realize(Fingerprint fingerprint, NodeKey... nodes) {
    var lease = platformLease();
    var rollout = move(lease, fingerprint, provision(fingerprint, nodes));
    land(lease, rollout, fingerprint);
    store.rollouts().rollUp(lease, LIVE);
    return lease;
  }

  List<RolloutStep> steps(Rollout rollout) {
    return store.rollouts().steps(rollout.id(), 100);
  }

  Rollout newestRollout() {
    return store.rollouts().newest(LIVE, 1).getFirst();
  }

  /** A request for a new run of a job on a node. */
  RunRequest request(NodeKey node) {
    return new RunRequest(
        new RunId("%032x".formatted(++runs)),
        LIVE,
        node,
        null,
        "nightly",
        HOUR,
        RECONCILE_WITHIN,
        new Actor("nightly-token", "192.0.2.9"));
  }

  /** A reason for waiting, with the given text. */
  PlatformState.Waiting waiting(String reason) {
    return PlatformState.Waiting.forGate(GateKind.PAUSED, reason, in(Duration.ZERO));
  }

  static NodeSituation nothingLive(NodeSituation situation) {
    if (!situation.live().isEmpty()) {
      throw new AssertionError("Live already: " + situation.live());
    }
    return situation;
  }

  List<String> verbs(String subject) {
    return store.audit().newest(subject, 1000).reversed().stream().map(AuditEntry::verb).toList();
  }

  AuditEntry lastAudit(String subject) {
    return store.audit().newest(subject, 1).getFirst();
  }

  /** Everything that can be read: two equal snapshots mean that nothing was written in between. */
  List<Object> everything() {
    var seen = new ArrayList<Object>();
    seen.add(store.sources().all());
    seen.add(store.deliveries().newest(null, 1000));
    seen.add(store.versions().newest(null, 1000));
    seen.add(store.audit().newest(null, 1000));
    seen.add(store.tokens().all());
    seen.add(store.modelLeases().live(null));
    for (var platform : store.platforms().all()) {
      seen.add(platform);
      seen.add(store.rollouts().nodes(platform.id(), List.of(INGEST, EXPORT)));
      seen.add(store.rollouts().allNodes(platform.id(), "", 1000));
      seen.add(store.runs().newest(platform.id(), 1000));
      seen.add(store.drift().lastCheck(platform.id()));
      seen.add(store.drift().drifted(platform.id(), "", 1000));
      seen.add(store.names().search(platform.id(), Filter.ALL, Position.START, 1000));
      for (var rollout : store.rollouts().newest(platform.id(), 1000)) {
        seen.add(rollout);
        seen.add(store.rollouts().steps(rollout.id(), 1000));
      }
    }
    return seen;
  }
}
