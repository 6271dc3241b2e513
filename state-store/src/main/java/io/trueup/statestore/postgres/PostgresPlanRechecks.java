package io.trueup.statestore.postgres;

import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlanRecheck;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Rollouts;
import io.trueup.statestore.StateChange.NodesAwaiting;
import io.trueup.statestore.StateChange.RolloutChanged;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import io.trueup.statestore.postgres.PostgresRollouts.RolloutDestination;
import java.sql.SQLException;
import java.util.Optional;

/** Repeated checks of a rollout's plan after its steps, and the steps that they add. */
final class PostgresPlanRechecks {

  private static final String IS_SETTLED =
      """
      SELECT is_settled
        FROM rollout
       WHERE id = ?
      """;

  private static final String EXTEND =
      """
      UPDATE rollout
         SET is_settled = ?,
             steps = steps + ?,
             state = CASE WHEN ? = 0 THEN state ELSE 'EXECUTING' END,
             state_since = CASE WHEN ? = 0 OR state = 'EXECUTING' THEN state_since ELSE ? END
       WHERE id = ?
      """;

  private PostgresPlanRechecks() {}

  /** As {@link Rollouts#recheckPlan}. */
  static Optional<PlanRecheck> recheckPlan(
      Transaction tx, Lease lease, long rollout, RolloutDestination going) throws SQLException {
    PostgresLeases.fence(tx, lease, Lease.resource(going.platform()));
    if (tx.queryExactlyOne(IS_SETTLED, row -> row.isTrue("is_settled"), rollout)) {
      return Optional.empty();
    }
    var platform = PostgresPlatforms.lockKnown(tx, going.platform()).id();
    // Nodes first, so that a run that is being started on one of them is seen.
    var nodes = PostgresNodes.lockWaiting(tx, platform);
    var isLast = !PostgresReconciling.isReconcilingToEarlier(tx, platform, going.to());
    return Optional.of(new PlanRecheck(rollout, nodes, isLast));
  }

  /** As {@link Rollouts#extend}. */
  static void extend(
      Transaction tx, Lease lease, PlatformId id, PlanRecheck checked, RolloutPlan found)
      throws SQLException {
    PostgresLeases.fence(tx, lease, Lease.resource(id));
    var platform = PostgresPlatforms.lockKnown(tx, id);
    var rollout = platform.state().rollout();
    if (rollout != null
        && rollout.id() == checked.rollout()
        && rollout.state() == Rollout.State.CANCELLED) {
      return;
    }
    if (rollout == null || rollout.id() != checked.rollout() || rollout.state().isOver()) {
      throw new IllegalArgumentException(
          "Cannot extend rollout %d: it is not under way".formatted(checked.rollout()));
    }
    var now = tx.now();
    var steps = found.steps().size();
    PostgresSteps.insert(tx, rollout.id(), found.steps());
    PostgresNodes.apply(tx, platform.id(), found.transitions(), now);
    tx.update(EXTEND, checked.isLast(), steps, steps, steps, now, rollout.id());
    if (steps > 0) {
      audit(tx, rollout, steps);
      tx.record(
          new RolloutChanged(
              id, rollout.id(), Rollout.State.EXECUTING, extended(steps), rollout.to()));
    }
    NodesAwaiting.of(id, rollout.id(), rollout.to(), found).forEach(tx::record);
  }

  private static String extended(int steps) {
    return "Added %s: a job that started before the rollout left these nodes behind"
        .formatted(steps == 1 ? "1 step" : steps + " steps");
  }

  private static void audit(Transaction tx, Rollout rollout, int steps) throws SQLException {
    PostgresAudit.append(
        tx,
        new NewEntry(
            Actor.DAEMON,
            AuditVerbs.ROLLOUT_EXTENDED,
            Lease.resource(rollout.platform()),
            StoreJson.object("rollout", rollout.id(), "steps", rollout.steps()),
            StoreJson.object("rollout", rollout.id(), "steps", rollout.steps() + steps),
            extended(steps)));
  }
}
