package io.trueup.statestore.postgres;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Rollouts;
import io.trueup.statestore.postgres.PointerHistory.Cause;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import io.trueup.statestore.postgres.PostgresPlatforms.Found;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Moves platforms' targets, each with a new rollout. */
final class PostgresClaims {

  private static final String INSERT =
      """
      INSERT INTO rollout (platform, from_version, to_version, state, steps, started_at, state_since)
      VALUES (?, ?, ?, 'EXECUTING', ?, ?, ?)
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
             waiting_since = NULL
       WHERE id = ?
         AND target_version < ?
         AND merged_version >= ?
      """;

  /** The version that a platform is to move to, and its graph in it. */
  record Target(long version, Fingerprint graph) {}

  private PostgresClaims() {}

  /** As {@link Rollouts#claim}, under the platform's lease. */
  static ClaimOutcome claim(
      Transaction tx, PlatformState seen, Target to, RolloutPlan plan, GateEvaluator gate)
      throws SQLException {
    var found = PostgresPlatforms.lockKnown(tx, seen.id());
    refuseToMoveBackwards(found.state(), seen, to.version());
    if (isStale(found.state(), seen)
        || !PostgresNodes.areCurrent(tx, found.id(), plan.transitions())) {
      return new ClaimOutcome.Stale(found.state());
    }
    var now = tx.now();
    var inputs = PostgresPlatforms.inputs(tx, found.state());
    var shut = gate.evaluate(found.state(), inputs, to.version(), now);
    if (!shut.isEmpty()) {
      var waiting = new PlatformState.Waiting(shut, now);
      var recorded = PostgresPlatforms.putWaiting(tx, found, waiting);
      return new ClaimOutcome.Waits(recorded == null ? waiting : recorded);
    }
    return new ClaimOutcome.Claimed(
        move(tx, found, new Pointer(to.version(), to.graph(), now), plan));
  }

  private static void refuseToMoveBackwards(PlatformState platform, PlatformState seen, long to) {
    if (to <= seen.target().version() || to > platform.merged().version()) {
      throw new IllegalArgumentException(
          "Cannot move platform '%s' to version %d: its target is %d and its merged version %d"
              .formatted(seen.id(), to, seen.target().version(), platform.merged().version()));
    }
  }

  private static boolean isStale(PlatformState platform, PlatformState seen) {
    return platform.target().version() != seen.target().version()
        || idOf(platform.rollout()) != idOf(seen.rollout());
  }

  private static long idOf(@Nullable Rollout rollout) {
    return rollout == null ? 0 : rollout.id();
  }

  private static Rollout move(Transaction tx, Found platform, Pointer target, RolloutPlan plan)
      throws SQLException {
    var from = platform.state().target().version();
    var steps = plan.steps().size();
    supersede(tx, platform.state().rollout(), target);
    long rollout =
        tx.queryExactlyOne(
            INSERT,
            row -> row.number("id"),
            platform.id(),
            from,
            target.version(),
            steps,
            target.since(),
            target.since());
    PostgresSteps.insert(tx, rollout, plan.steps());
    PostgresNodes.apply(tx, platform.id(), plan.transitions(), target.since());
    moveTarget(tx, platform, target);
    var reason = "the gate is open; %d steps".formatted(steps);
    PointerHistory.append(
        tx,
        platform.id(),
        "target",
        target,
        new Cause(AuditVerbs.ROLLOUT_CLAIMED, reason, rollout));
    PostgresAudit.append(
        tx,
        new NewEntry(
            Actor.DAEMON,
            AuditVerbs.ROLLOUT_CLAIMED,
            Lease.resource(platform.state().id()),
            StoreJson.object("target", from),
            StoreJson.object("target", target.version(), "rollout", rollout),
            reason));
    return PostgresRollouts.newest(tx, platform.state().id(), 1).getFirst();
  }

  private static void supersede(Transaction tx, @Nullable Rollout underWay, Pointer target)
      throws SQLException {
    if (underWay == null || underWay.state().isOver()) {
      return;
    }
    PostgresSteps.cancel(tx, underWay.id(), target.since());
    var reason = "version %d took over".formatted(target.version());
    PostgresRollouts.advance(tx, underWay, Rollout.State.SUPERSEDED, reason, target.since());
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
}
