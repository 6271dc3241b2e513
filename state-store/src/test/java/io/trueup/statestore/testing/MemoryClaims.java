package io.trueup.statestore.testing;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.ClaimRules;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Rollout.Kind;
import io.trueup.statestore.StateChange.NodesAwaiting;
import io.trueup.statestore.StateChange.RolloutChanged;
import io.trueup.statestore.StateChange.TargetMoved;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.control.SyncRequest;
import io.trueup.statestore.testing.MemoryState.RolloutRow;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Moves platforms' targets, within a transaction. */
final class MemoryClaims {

  /** The version that a platform is to move to, and its graph in it. */
  record Target(long version, Fingerprint graph) {}

  private final MemoryState state;

  MemoryClaims(MemoryState state) {
    this.state = state;
  }

  ClaimOutcome claim(
      Lease lease, PlatformState seen, Target to, RolloutPlan plan, GateEvaluator gate) {
    state.fence(lease, Lease.resource(seen.id()));
    var platform = PlatformRows.show(state, state.platform(seen.id()));
    ClaimRules.requireForward(platform, seen, to.version());
    if (isStale(platform, seen, plan)) {
      return new ClaimOutcome.Stale(platform);
    }
    var inputs =
        MemoryPlatforms.inputs(state, platform)
            .with(MemoryModelServers.fleet(state, platform.id().source()));
    var shut = gate.evaluate(platform, inputs, to.version(), state.now());
    if (!shut.isEmpty()) {
      return waits(platform, new Waiting(shut, state.now()));
    }
    var kind = to.version() == platform.target().version() ? Kind.AGAIN : Kind.FORWARD;
    var sync = ClaimRules.request(platform, to.version()).orElse(null);
    var rollout = start(platform, to, plan, kind, sync);
    PlatformRows.put(state, moved(platform, to, platform.steering(), platform.syncRequested()));
    audit(
        Actor.DAEMON,
        AuditVerbs.ROLLOUT_CLAIMED,
        platform,
        rollout,
        plan,
        "the gate is open; %d steps".formatted(plan.steps().size()));
    return claimed(platform, inputs, rollout);
  }

  ClaimOutcome rollBack(
      Lease lease,
      PlatformState seen,
      Target to,
      RolloutPlan plan,
      GateEvaluator gate,
      Set<GateKind> overrides,
      Actor actor,
      String reason) {
    state.fence(lease, Lease.resource(seen.id()));
    var platform = PlatformRows.show(state, state.platform(seen.id()));
    if (!MemoryApiTokens.mayOrder(state, actor)) {
      return new ClaimOutcome.NotAllowed();
    }
    ClaimRules.requireBackward(
        seen, to.version(), new MemoryOrders(state).isAccepted(platform, to.version()));
    if (isStale(platform, seen, plan)) {
      return new ClaimOutcome.Stale(platform);
    }
    var inputs = MemoryPlatforms.inputs(state, platform);
    var shut = gate.evaluate(platform, inputs, to.version(), state.now());
    if (!shut.isEmpty()) {
      return new ClaimOutcome.Waits(new Waiting(shut, state.now()));
    }
    var request = new SyncRequest(to.version(), overrides, actor.name(), reason, state.now());
    var rollout = start(platform, to, plan, Kind.ROLLBACK, request);
    var before = platform.steering();
    var steering =
        new Steering(
            null,
            new Hold(to.version(), Hold.Cause.ROLLBACK, actor.name(), reason, state.now()),
            null,
            before.scheduleSince(),
            before.graphSince(),
            before.wellSince());
    var requested = Math.min(platform.syncRequested(), to.version());
    PlatformRows.put(state, moved(platform, to, steering, requested));
    audit(actor, AuditVerbs.ROLLOUT_ROLLED_BACK, platform, rollout, plan, reason);
    return claimed(platform, inputs, rollout);
  }

  private ClaimOutcome claimed(PlatformState before, GateInputs inputs, RolloutRow row) {
    var rollout = PlatformRows.rollout(state, row.id());
    state.observer.moved(before, inputs, rollout, state.now());
    return new ClaimOutcome.Claimed(rollout);
  }

  private boolean isStale(PlatformState platform, PlatformState seen, RolloutPlan plan) {
    return ClaimRules.isStale(platform, seen)
        || !plan.transitions().stream()
            .allMatch(transition -> NodeRows.isTrue(state, platform.id(), transition));
  }

  private ClaimOutcome waits(PlatformState platform, Waiting waiting) {
    PlatformRows.putWaiting(state, state.platform(platform.id()), waiting);
    var recorded = state.platform(platform.id()).waiting();
    return new ClaimOutcome.Waits(recorded == null ? waiting : recorded);
  }

  private PlatformState moved(
      PlatformState platform, Target to, Steering steering, long syncRequested) {
    var row = state.platform(platform.id());
    var target = new Pointer(to.version(), to.graph(), state.now());
    return PlatformRows.withSteering(
        PlatformRows.withWaiting(
            PlatformRows.withPointers(row, row.merged(), target, row.realized()), null),
        syncRequested,
        steering);
  }

  private RolloutRow start(
      PlatformState platform,
      Target to,
      RolloutPlan plan,
      Kind kind,
      @Nullable SyncRequest request) {
    var id = platform.id();
    supersede(platform.rollout(), to.version());
    var rollout =
        new RolloutRow(
            state.nextId(),
            id,
            platform.target().version(),
            to.version(),
            Rollout.State.EXECUTING,
            state.now(),
            null,
            state.now(),
            null,
            false,
            kind,
            request == null ? Set.of() : request.overrides(),
            request == null ? null : request.by(),
            request == null ? null : request.reason());
    state.rollouts.put(rollout.id(), rollout);
    state.newestRollouts.put(id, rollout.id());
    StepRows.insert(state, rollout.id(), plan);
    plan.transitions().forEach(transition -> NodeRows.apply(state, id, transition));
    return rollout;
  }

  private void supersede(@Nullable Rollout underWay, long to) {
    if (underWay == null || underWay.state().isOver()) {
      return;
    }
    StepRows.cancel(state, underWay.id());
    advance(
        underWay,
        Rollout.State.SUPERSEDED,
        AuditVerbs.ROLLOUT_SUPERSEDED,
        "version %d took over".formatted(to));
  }

  /** Sets a rollout's state, with an audit entry. */
  void advance(Rollout rollout, Rollout.State next, String verb, String reason) {
    state.rollouts.put(rollout.id(), PlatformRows.row(state, rollout.id()).in(next, state.now()));
    if (next != Rollout.State.REALIZED) {
      state.tell(new RolloutChanged(rollout.platform(), rollout.id(), next, reason, rollout.to()));
    }
    state.audit(
        Actor.DAEMON,
        verb,
        Lease.resource(rollout.platform()),
        MemoryJson.of("rollout", rollout.id(), "state", rollout.state()),
        MemoryJson.of("rollout", rollout.id(), "state", next),
        reason);
  }

  private void audit(
      Actor actor,
      String verb,
      PlatformState platform,
      RolloutRow rollout,
      RolloutPlan plan,
      String reason) {
    var id = platform.id();
    state.tell(
        new TargetMoved(
            id,
            rollout.from(),
            rollout.to(),
            rollout.id(),
            rollout.kind(),
            plan.steps().size(),
            actor.name(),
            reason));
    NodesAwaiting.of(id, rollout.id(), rollout.to(), plan).forEach(state::tell);
    state.audit(
        actor,
        verb,
        Lease.resource(platform.id()),
        MemoryJson.of("target", rollout.from()),
        MemoryJson.of("target", rollout.to(), "rollout", rollout.id()),
        reason);
  }
}
