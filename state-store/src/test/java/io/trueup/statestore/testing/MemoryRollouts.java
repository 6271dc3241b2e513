package io.trueup.statestore.testing;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlanRecheck;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.Rollouts;
import io.trueup.statestore.StateChange.NodesAwaiting;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.StateChange.RolloutChanged;
import io.trueup.statestore.StateChange.StepFailed;
import io.trueup.statestore.StateChange.StepLanded;
import io.trueup.statestore.StepGate;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.testing.MemoryClaims.Target;
import io.trueup.statestore.testing.MemoryState.BlockedRow;
import io.trueup.statestore.testing.MemoryState.NodeRow;
import io.trueup.statestore.testing.MemoryState.PlatformNode;
import io.trueup.statestore.testing.MemoryState.RolloutRow;
import io.trueup.statestore.testing.MemoryState.StepRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rollouts with their steps, and the node records that they move. */
final class MemoryRollouts implements Rollouts {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;
  private final MemoryClaims claims;

  MemoryRollouts(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
    claims = new MemoryClaims(state);
  }

  @Override
  public List<NodeRecord> nodes(PlatformId platform, Collection<NodeKey> keys) {
    var wanted = Set.copyOf(keys);
    return transactor.in(
        "rollouts.nodes",
        () ->
            state.nodes(platform).rows().stream()
                .map(NodeRow::record)
                .filter(node -> wanted.contains(node.key()) || !node.state().isAtTarget())
                .toList());
  }

  @Override
  public List<NodeRecord> allNodes(PlatformId platform, String after, int limit) {
    return transactor.in(
        "rollouts.allNodes",
        () ->
            state.nodes(platform).rows().stream()
                .map(NodeRow::record)
                .filter(node -> node.key().value().compareTo(after) > 0)
                .filter(node -> node.state() != NodeState.RETIRED)
                .limit(limit)
                .toList());
  }

  @Override
  public Optional<NodeRecord> node(PlatformId platform, NodeKey key) {
    return transactor.in(
        "rollouts.node",
        () -> Optional.ofNullable(state.nodes(platform).find(key)).map(NodeRow::record));
  }

  @Override
  public List<NodeKey> awaitingNodes(PlatformId platform) {
    return transactor.in(
        "rollouts.awaitingNodes",
        () ->
            state.nodes(platform).rows().stream()
                .map(NodeRow::record)
                .filter(node -> node.state() == NodeState.AWAITING_NODE_TIME)
                .map(NodeRecord::key)
                .toList());
  }

  @Override
  public List<NodeKey> retiringNodes(PlatformId platform) {
    return transactor.in(
        "rollouts.retiringNodes",
        () ->
            state.nodes(platform).rows().stream()
                .map(NodeRow::record)
                .filter(node -> node.state() == NodeState.RETIRING && node.everRan())
                .map(NodeRecord::key)
                .toList());
  }

  @Override
  public List<BlockedNode> blockedNodes(PlatformId platform, String after, int limit) {
    return transactor.in(
        "rollouts.blockedNodes",
        () ->
            NodeRows.blockedOf(state, platform)
                .map(BlockedRow::shown)
                .filter(blocked -> blocked.node().value().compareTo(after) > 0)
                .limit(limit)
                .toList());
  }

  @Override
  public void recordApplied(PlatformId platform, long version, Collection<NodeKey> nodes) {
    transactor.run(
        "rollouts.recordApplied",
        () -> {
          if (state.platform(platform).target().version() == version) {
            nodes.forEach(node -> NodeRows.recordApplied(state, platform, node));
          }
        });
  }

  @Override
  public List<NodeKey> appliedNodes(PlatformId platform) {
    return transactor.in(
        "rollouts.appliedNodes",
        () ->
            state.nodes(platform).rows().stream()
                .map(row -> row.record().key())
                .filter(node -> state.applied.find(new PlatformNode(platform, node)) != null)
                .toList());
  }

  @Override
  public ClaimOutcome claim(
      Lease lease,
      PlatformState seen,
      long to,
      Fingerprint graph,
      RolloutPlan plan,
      GateEvaluator gate) {
    return transactor.in(
        "rollouts.claim", () -> claims.claim(lease, seen, new Target(to, graph), plan, gate));
  }

  @Override
  public ClaimOutcome rollBack(
      Lease lease,
      PlatformState seen,
      long to,
      Fingerprint graph,
      RolloutPlan plan,
      GateEvaluator gate,
      Set<GateKind> overrides,
      Actor actor,
      String reason) {
    return transactor.in(
        "rollouts.rollBack",
        () ->
            claims.rollBack(
                lease, seen, new Target(to, graph), plan, gate, overrides, actor, reason));
  }

  @Override
  public List<RolloutStep> beginSteps(Lease lease, long rollout, int limit, StepGate gate) {
    return transactor.in(
        "rollouts.beginSteps",
        () -> {
          var platform = PlatformRows.row(state, rollout).platform();
          state.fence(lease, Lease.resource(platform));
          if (isStopped(PlatformRows.show(state, state.platform(platform)), rollout, gate)) {
            return List.<RolloutStep>of();
          }
          var begun = StepRows.begin(state, rollout, lease, limit);
          begun.forEach(step -> NodeRows.markUncertain(state, platform, step.planned().node()));
          if (!begun.isEmpty()) {
            var shown = PlatformRows.show(state, state.platform(platform));
            state.observer.began(shown, MemoryPlatforms.inputs(state, shown), state.now());
          }
          return begun;
        });
  }

  private boolean isStopped(PlatformState platform, long id, StepGate gate) {
    var rollout = platform.rollout();
    return rollout != null
        && rollout.id() == id
        && !rollout.state().isOver()
        && gate.isStopped(platform, rollout, MemoryPlatforms.inputs(state, platform), state.now());
  }

  @Override
  public void recordSteps(Lease lease, long rollout, List<StepResult> results) {
    transactor.run(
        "rollouts.recordSteps",
        () -> {
          var row = PlatformRows.row(state, rollout);
          state.fence(lease, Lease.resource(row.platform()));
          results.forEach(result -> recordStep(row, result));
          state.rollouts.put(rollout, row.failingSince(failingSince(row)));
        });
  }

  @Override
  public List<RolloutStep> stepsInProgress(long rollout, int after, int limit) {
    return transactor.in(
        "rollouts.stepsInProgress",
        () ->
            state.steps(rollout).rows().stream()
                .map(StepRow::step)
                .filter(step -> step.state() == RolloutStep.State.IN_PROGRESS)
                .filter(step -> step.ordinal() > after)
                .limit(limit)
                .toList());
  }

  private @Nullable Instant failingSince(RolloutRow rollout) {
    return StepRows.failing(state, rollout.id()).findAny().isEmpty()
        ? null
        : Objects.requireNonNullElse(rollout.failingSince(), state.now());
  }

  private void recordStep(RolloutRow rollout, StepResult result) {
    var ended = StepRows.end(state, rollout.id(), result);
    if (ended != null && result instanceof StepResult.NotLanded failed) {
      state.tell(
          new StepFailed(
              rollout.platform(),
              rollout.id(),
              ended.ordinal(),
              ended.planned().node(),
              ended.planned().action(),
              failed.error(),
              failed.retryAt(),
              ended.beganAt(),
              rollout.to()));
    }
    if (ended != null && result instanceof StepResult.Landed landed) {
      state.tell(
          new StepLanded(
              rollout.platform(),
              rollout.id(),
              ended.ordinal(),
              ended.planned().node(),
              ended.planned().action(),
              ended.beganAt(),
              rollout.to()));
      NodeRows.realize(
          state, rollout.platform(), ended.planned().node(), landed.realized(), rollout.to());
    }
  }

  @Override
  public Optional<Rollout> rollUp(Lease lease, PlatformId platform) {
    return transactor.in(
        "rollouts.rollUp",
        () -> {
          state.fence(lease, Lease.resource(platform));
          var newest = state.newestRollouts.find(platform);
          if (newest == null) {
            return Optional.empty();
          }
          moveOn(PlatformRows.rollout(state, newest));
          return Optional.of(PlatformRows.rollout(state, newest));
        });
  }

  private void moveOn(Rollout rollout) {
    if (rollout.state().isOver() || !StepRows.allLanded(state, rollout.id())) {
      return;
    }
    if (rollout.nodesWaiting() == 0 && !RunRows.isReconciling(state, rollout.platform())) {
      var row = state.platform(rollout.platform());
      var now = new Pointer(row.target().version(), row.target().graph(), state.now());
      var realized = PlatformRows.withPointers(row, row.merged(), row.target(), now);
      PlatformRows.put(
          state,
          PlatformRows.withTimes(
              realized, row.steering().scheduleSince(), graphSince(row, rollout)));
      state.tell(
          new Realized(row.id(), now.version(), rollout.id(), "every node is at its target"));
      claims.advance(
          rollout,
          Rollout.State.REALIZED,
          AuditVerbs.ROLLOUT_REALIZED,
          "every node is at its target");
    } else if (rollout.state() == Rollout.State.EXECUTING) {
      claims.advance(
          rollout,
          Rollout.State.AWAITING_NODES,
          AuditVerbs.ROLLOUT_AWAITING_NODES,
          "every step landed and %d nodes wait for their jobs".formatted(rollout.nodesWaiting()));
    }
  }

  /** What the platform is changes, unless it was at its target and that asks for the same again. */
  private Instant graphSince(PlatformState row, Rollout rollout) {
    var since = row.steering().graphSince();
    var isKept =
        row.realized().version() == rollout.from()
            && Objects.equals(row.realized().graph(), row.target().graph());
    return since != null && isKept ? since : state.now();
  }

  @Override
  public Optional<PlanRecheck> recheckPlan(Lease lease, long rollout) {
    return transactor.in(
        "rollouts.recheck",
        () -> {
          var row = PlatformRows.row(state, rollout);
          state.fence(lease, Lease.resource(row.platform()));
          if (row.isSettled()) {
            return Optional.empty();
          }
          var nodes =
              state.nodes(row.platform()).rows().stream()
                  .map(NodeRow::record)
                  .filter(node -> !node.state().isAtTarget())
                  .toList();
          var isLast = !RunRows.isReconcilingToEarlier(state, row.platform(), row.to());
          return Optional.of(new PlanRecheck(rollout, nodes, isLast));
        });
  }

  @Override
  public void extend(Lease lease, PlanRecheck checked, RolloutPlan found) {
    transactor.run(
        "rollouts.extend",
        () -> {
          var row = PlatformRows.row(state, checked.rollout());
          state.fence(lease, Lease.resource(row.platform()));
          var newest = state.newestRollouts.find(row.platform());
          if (row.state() == Rollout.State.CANCELLED && newest != null && newest == row.id()) {
            return;
          }
          if (row.state().isOver() || newest == null || newest != row.id()) {
            throw new IllegalArgumentException(
                "Cannot extend rollout %d: it is not under way".formatted(row.id()));
          }
          state.rollouts.put(row.id(), row.settled(checked.isLast()));
          if (!found.steps().isEmpty()) {
            extend(row.settled(checked.isLast()), found);
          }
          NodesAwaiting.of(row.platform(), row.id(), row.to(), found).forEach(state::tell);
        });
  }

  private void extend(RolloutRow row, RolloutPlan found) {
    var before = state.steps(row.id()).rows().size();
    StepRows.insert(state, row.id(), found);
    found.transitions().forEach(transition -> NodeRows.apply(state, row.platform(), transition));
    state.rollouts.put(row.id(), row.in(Rollout.State.EXECUTING, state.now()));
    var steps = found.steps().size();
    var reason =
        "Added %s: a job that started before the rollout left these nodes behind"
            .formatted(steps == 1 ? "1 step" : steps + " steps");
    state.tell(
        new RolloutChanged(row.platform(), row.id(), Rollout.State.EXECUTING, reason, row.to()));
    state.audit(
        Actor.DAEMON,
        AuditVerbs.ROLLOUT_EXTENDED,
        Lease.resource(row.platform()),
        MemoryJson.of("rollout", row.id(), "steps", before),
        MemoryJson.of("rollout", row.id(), "steps", before + steps),
        reason);
  }

  @Override
  public List<Rollout> newest(PlatformId platform, int limit) {
    return transactor.in(
        "rollouts.newest",
        () ->
            state.rollouts.newestFirst().stream()
                .filter(row -> row.platform().equals(platform))
                .limit(limit)
                .map(row -> PlatformRows.rollout(state, row.id()))
                .toList());
  }

  @Override
  public List<RolloutStep> steps(long rollout, int limit) {
    return transactor.in(
        "rollouts.steps",
        () -> state.steps(rollout).rows().stream().map(StepRow::step).limit(limit).toList());
  }
}
