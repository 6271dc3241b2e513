package io.trueup.statestore.postgres;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.ClaimRules;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Rollout.Kind;
import io.trueup.statestore.Rollouts;
import io.trueup.statestore.StateChange.NodesAwaiting;
import io.trueup.statestore.StateChange.TargetMoved;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.SyncRequest;
import io.trueup.statestore.postgres.PointerHistory.Cause;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import io.trueup.statestore.postgres.PostgresPlatforms.Found;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Moves platforms' targets, each with a new rollout. */
final class PostgresClaims {

  private static final String INSERT =
      """
      INSERT INTO rollout (platform, from_version, to_version, state, steps, started_at, state_since,
                           kind, overrides, requested_by, request_reason)
      VALUES (?, ?, ?, 'EXECUTING', ?, ?, ?, ?, ?::jsonb, ?, ?)
      RETURNING id
      """;

  private static final String MOVE_TARGET =
      """
      UPDATE platform
         SET target_version = ?,
             target_graph = ?,
             target_since = ?,
             waiting_kind = NULL,
             waiting_reason = NULL,
             waiting_since = NULL,
             waiting_gates = NULL
       WHERE id = ?
         AND target_version <= ?
         AND merged_version >= ?
      """;

  private static final String MOVE_TARGET_BACK =
      """
      SELECT roll_back_target(?, ?, ?, ?, ?, ?)
      """;

  /** The version that a platform is to move to, and its graph in it. */
  record Target(long version, Fingerprint graph) {}

  /** An operator's order to move. */
  record Request(Actor actor, String reason, Set<GateKind> overrides) {}

  private PostgresClaims() {}

  /** As {@link Rollouts#claim}, under the platform's lease. */
  static ClaimOutcome claim(
      Transaction tx, PlatformState seen, Target to, RolloutPlan plan, GateEvaluator gate)
      throws SQLException {
    var found = PostgresPlatforms.lockKnown(tx, seen.id());
    ClaimRules.requireForward(found.state(), seen, to.version());
    if (isStale(tx, found, seen, plan)) {
      return new ClaimOutcome.Stale(found.state());
    }
    var now = tx.now();
    var inputs =
        PostgresGateInputs.readLocked(tx, found.state())
            .with(PostgresModelServers.fleet(tx, seen.id().source()));
    var shut = gate.evaluate(found.state(), inputs, to.version(), now);
    if (!shut.isEmpty()) {
      var waiting = new Waiting(shut, now);
      var recorded = PostgresWaiting.put(tx, found, waiting);
      return new ClaimOutcome.Waits(recorded == null ? waiting : recorded);
    }
    var target = new Pointer(to.version(), to.graph(), now);
    return new ClaimOutcome.Claimed(move(tx, found, target, plan));
  }

  /** As {@link Rollouts#rollBack}, under the platform's lease. */
  static ClaimOutcome rollBack(
      Transaction tx,
      PlatformState seen,
      Target to,
      RolloutPlan plan,
      GateEvaluator gate,
      Request request)
      throws SQLException {
    var found = PostgresPlatforms.lockKnown(tx, seen.id());
    if (!PostgresApiTokens.mayOrder(tx, request.actor())) {
      return new ClaimOutcome.NotAllowed();
    }
    ClaimRules.requireBackward(
        seen, to.version(), PostgresOrders.isAccepted(tx, found.state(), to.version()));
    if (isStale(tx, found, seen, plan)) {
      return new ClaimOutcome.Stale(found.state());
    }
    var now = tx.now();
    var inputs = PostgresGateInputs.readLocked(tx, found.state());
    var shut = gate.evaluate(found.state(), inputs, to.version(), now);
    if (!shut.isEmpty()) {
      return new ClaimOutcome.Waits(new Waiting(shut, now));
    }
    var target = new Pointer(to.version(), to.graph(), now);
    return new ClaimOutcome.Claimed(moveBack(tx, found, target, plan, request));
  }

  private static boolean isStale(Transaction tx, Found found, PlatformState seen, RolloutPlan plan)
      throws SQLException {
    return ClaimRules.isStale(found.state(), seen)
        || !PostgresNodes.areCurrent(tx, found.id(), plan.transitions());
  }

  private static Rollout move(Transaction tx, Found platform, Pointer target, RolloutPlan plan)
      throws SQLException {
    var kind = target.version() == platform.state().target().version() ? Kind.AGAIN : Kind.FORWARD;
    var sync = ClaimRules.request(platform.state(), target.version());
    var started = start(tx, platform, target, plan, kind, sync.map(Requested::of).orElse(null));
    moveTarget(tx, platform, target);
    var reason = "the gate is open; %d steps".formatted(plan.steps().size());
    record(
        tx, platform, target, started, new Entry(Actor.DAEMON, AuditVerbs.ROLLOUT_CLAIMED, reason));
    return PostgresRollouts.newest(tx, platform.state().id(), 1).getFirst();
  }

  private static Rollout moveBack(
      Transaction tx, Found platform, Pointer target, RolloutPlan plan, Request request)
      throws SQLException {
    var requested = new Requested(request.overrides(), request.actor().name(), request.reason());
    var started = start(tx, platform, target, plan, Kind.ROLLBACK, requested);
    tx.queryExactlyOne(
        MOVE_TARGET_BACK,
        _ -> true,
        platform.id(),
        target.version(),
        target.graph(),
        target.since(),
        request.actor().name(),
        request.reason());
    record(
        tx,
        platform,
        target,
        started,
        new Entry(request.actor(), AuditVerbs.ROLLOUT_ROLLED_BACK, request.reason()));
    return PostgresRollouts.newest(tx, platform.state().id(), 1).getFirst();
  }

  /** Who asked for a rollout. */
  private record Requested(Set<GateKind> overrides, String by, String reason) {
    static Requested of(SyncRequest sync) {
      return new Requested(sync.overrides(), sync.by(), sync.reason());
    }
  }

  /** A rollout that was inserted. */
  private record Started(long rollout, Kind kind, RolloutPlan plan) {}

  /** Supersedes the rollout that is under way, and inserts the next one with its steps. */
  private static Started start(
      Transaction tx,
      Found platform,
      Pointer target,
      RolloutPlan plan,
      Kind kind,
      @Nullable Requested requested)
      throws SQLException {
    supersede(tx, platform.state().rollout(), target);
    long rollout =
        tx.queryExactlyOne(
            INSERT,
            row -> row.number("id"),
            platform.id(),
            platform.state().target().version(),
            target.version(),
            plan.steps().size(),
            target.since(),
            target.since(),
            kind,
            ShutGatesJson.writeKinds(requested == null ? Set.of() : requested.overrides()),
            requested == null ? null : requested.by(),
            requested == null ? null : requested.reason());
    PostgresSteps.insert(tx, rollout, plan.steps());
    PostgresNodes.apply(tx, platform.id(), plan.transitions(), target.since());
    var state = platform.state();
    PostgresWaiting.appendEnd(
        tx, platform.id(), PostgresWaiting.Shown.of(state), state.waiting(), target.since());
    return new Started(rollout, kind, plan);
  }

  private static void supersede(Transaction tx, @Nullable Rollout underWay, Pointer target)
      throws SQLException {
    if (underWay == null || underWay.state().isOver()) {
      return;
    }
    PostgresSteps.cancel(tx, underWay.id(), target.since());
    var reason = "version %d took over".formatted(target.version());
    PostgresRollUps.advance(tx, underWay, Rollout.State.SUPERSEDED, reason, target.since());
  }

  /**
   * The condition is the last line of defence: the platform is locked and the order was checked.
   */
  private static void moveTarget(Transaction tx, Found platform, Pointer target)
      throws SQLException {
    var moved =
        tx.update(
            MOVE_TARGET,
            target.version(),
            target.graph(),
            target.since(),
            platform.id(),
            target.version(),
            target.version());
    if (moved != 1) {
      throw new IllegalStateException(
          "Platform '%s' cannot have moved under its lock".formatted(platform.state().id()));
    }
  }

  /** Who moved a target, by what deed, and why. */
  private record Entry(Actor actor, String verb, String reason) {}

  private static void record(
      Transaction tx, Found platform, Pointer target, Started started, Entry entry)
      throws SQLException {
    var state = platform.state();
    var rollout = started.rollout();
    tx.record(
        new TargetMoved(
            state.id(),
            state.target().version(),
            target.version(),
            rollout,
            started.kind(),
            started.plan().steps().size(),
            entry.actor().name(),
            entry.reason()));
    NodesAwaiting.of(state.id(), rollout, target.version(), started.plan()).forEach(tx::record);
    PointerHistory.append(
        tx,
        platform.id(),
        "target",
        target,
        new Cause(entry.actor(), entry.verb(), entry.reason(), rollout));
    PostgresAudit.append(
        tx,
        new NewEntry(
            entry.actor(),
            entry.verb(),
            Lease.resource(platform.state().id()),
            StoreJson.object("target", platform.state().target().version()),
            StoreJson.object("target", target.version(), "rollout", rollout),
            entry.reason()));
  }
}
