package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.StateChange.RolloutChanged;
import io.trueup.statestore.postgres.PointerHistory.Cause;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import io.trueup.statestore.postgres.PostgresPlatforms.Found;
import java.sql.SQLException;
import java.time.Instant;

/** Moves rollouts from state to state, and platforms to what they have realized. */
final class PostgresRollUps {

  /** What the platform is changes, unless it was at its target and that asks for the same again. */
  private static final String MOVE_REALIZED =
      """
      UPDATE platform
         SET realized_version = target_version,
             realized_graph = target_graph,
             realized_since = ?,
             graph_since = CASE WHEN graph_since IS NULL
                                  OR realized_graph IS DISTINCT FROM target_graph
                                  OR realized_version <> ?
                                THEN ?
                                ELSE graph_since
                           END,
             up_to_date_since = CASE WHEN target_version = merged_version
                                     THEN coalesce(up_to_date_since, ?)
                                END
       WHERE id = ?
      """;

  private static final String ADVANCE =
      """
      UPDATE rollout
         SET state = ?,
             ended_at = ?,
             state_since = ?
       WHERE id = ?
      """;

  private PostgresRollUps() {}

  /**
   * Realizes the target once every node is at it; else, after the last step, waits for the jobs.
   */
  static void moveOn(Transaction tx, Found platform, Rollout rollout) throws SQLException {
    // Runs first: one that is recording its result has then moved its nodes before they are
    // counted.
    var isReconciling = PostgresReconciling.isReconciling(tx, platform.id());
    var waiting = PostgresNodes.countWaiting(tx, platform.id());
    var now = tx.now();
    if (waiting == 0 && !isReconciling) {
      realize(tx, platform, rollout, now);
    } else if (rollout.state() == Rollout.State.EXECUTING) {
      advance(
          tx,
          rollout,
          Rollout.State.AWAITING_NODES,
          "every step landed and %d nodes wait for their jobs".formatted(waiting),
          now);
    }
  }

  private static void realize(Transaction tx, Found platform, Rollout rollout, Instant now)
      throws SQLException {
    tx.update(MOVE_REALIZED, now, rollout.from(), now, now, platform.id());
    var reason = "every node is at its target";
    var target = platform.state().target();
    PointerHistory.append(
        tx,
        platform.id(),
        "realized",
        new Pointer(target.version(), target.graph(), now),
        new Cause(AuditVerbs.ROLLOUT_REALIZED, reason, rollout.id()));
    tx.record(new Realized(rollout.platform(), target.version(), rollout.id(), reason));
    advance(tx, rollout, Rollout.State.REALIZED, reason, now);
  }

  /** Sets a rollout's state, with an audit entry. */
  static void advance(
      Transaction tx, Rollout rollout, Rollout.State next, String reason, Instant now)
      throws SQLException {
    setState(tx, rollout, next, reason, now);
    PostgresAudit.append(
        tx,
        new NewEntry(
            Actor.DAEMON,
            verb(next),
            Lease.resource(rollout.platform()),
            StoreJson.object("rollout", rollout.id(), "state", rollout.state()),
            StoreJson.object("rollout", rollout.id(), "state", next),
            reason));
  }

  /** Sets a rollout's state. */
  static void setState(
      Transaction tx, Rollout rollout, Rollout.State next, String reason, Instant now)
      throws SQLException {
    tx.update(ADVANCE, next, next.isOver() ? now : null, now, rollout.id());
    if (next != Rollout.State.REALIZED) {
      tx.record(new RolloutChanged(rollout.platform(), rollout.id(), next, reason, rollout.to()));
    }
  }

  private static String verb(Rollout.State next) {
    return switch (next) {
      case EXECUTING -> AuditVerbs.ROLLOUT_CLAIMED;
      case AWAITING_NODES -> AuditVerbs.ROLLOUT_AWAITING_NODES;
      case REALIZED -> AuditVerbs.ROLLOUT_REALIZED;
      case SUPERSEDED -> AuditVerbs.ROLLOUT_SUPERSEDED;
      case CANCELLED -> AuditVerbs.ROLLOUT_CANCELLED;
    };
  }
}
