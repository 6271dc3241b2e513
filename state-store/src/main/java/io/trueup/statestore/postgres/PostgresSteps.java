package io.trueup.statestore.postgres;

import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StateChange.StepFailed;
import io.trueup.statestore.StateChange.StepLanded;
import io.trueup.statestore.StepResult.Landed;
import io.trueup.statestore.StepResult.NotLanded;
import io.trueup.statestore.StepResult.Started;
import io.trueup.statestore.postgres.PostgresRollouts.RolloutDestination;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The steps of rollouts, changed in bulk. */
final class PostgresSteps {

  private static final String INSERT =
      """
      INSERT INTO step (rollout, ordinal, node, action, reason)
      SELECT ?,
             s.ordinal + (SELECT count(*) FROM step WHERE rollout = ?),
             s.node,
             s.action,
             s.reason
        FROM unnest(?::text[], ?::text[], ?::text[])
             WITH ORDINALITY
             AS s (node, action, reason, ordinal)
      """;

  private static final String BEGIN =
      """
      UPDATE step AS s
         SET state = 'RUNNING',
             attempts = s.attempts + 1,
             lease_token = ?,
             began_at = ?,
             retry_at = NULL,
             ended_at = NULL,
             handle = NULL
        FROM (SELECT rollout, ordinal
                FROM step
               WHERE rollout = ?
                 AND state IN ('PENDING', 'RUNNING', 'FAILED')
                 AND (   state = 'PENDING'
                      OR (state = 'RUNNING' AND handle IS NULL AND lease_token < ?)
                      OR (state = 'FAILED' AND retry_at <= ?))
               ORDER BY ordinal
               LIMIT ?) AS due
       WHERE s.rollout = due.rollout
         AND s.ordinal = due.ordinal
      RETURNING s.rollout, s.ordinal, s.node, s.action, s.reason, s.state, s.attempts, s.error,
                s.retry_at, s.statements, s.began_at, s.ended_at, s.handle
      """;

  private static final String COUNT =
      """
      SELECT count(*) AS known
        FROM step
       WHERE rollout = ?
         AND ordinal = ANY (?::text[]::integer[])
      """;

  private static final String LAND =
      """
      UPDATE step AS s
         SET state = 'DONE',
             error = NULL,
             retry_at = NULL,
             statements = r.statements::jsonb,
             ended_at = ?,
             handle = NULL
        FROM unnest(?::text[]::integer[], ?::text[], ?::text[]) AS r (ordinal, realized, statements)
       WHERE s.rollout = ?
         AND s.ordinal = r.ordinal
         AND s.state <> 'DONE'
      RETURNING s.node, r.realized, s.ordinal, s.action, s.began_at
      """;

  private static final String FAIL =
      """
      UPDATE step AS s
         SET state = 'FAILED',
             error = r.error,
             retry_at = r.retry_at,
             ended_at = ?,
             handle = NULL
        FROM unnest(?::text[]::integer[], ?::text[], ?::text[]::timestamptz[])
             AS r (ordinal, error, retry_at)
       WHERE s.rollout = ?
         AND s.ordinal = r.ordinal
         AND s.state NOT IN ('DONE', 'CANCELLED')
      RETURNING s.ordinal, s.node, s.action, s.error, s.retry_at, s.began_at
      """;

  private static final String START =
      """
      UPDATE step AS s
         SET handle = r.handle
        FROM unnest(?::text[]::integer[], ?::text[]) AS r (ordinal, handle)
       WHERE s.rollout = ?
         AND s.ordinal = r.ordinal
         AND s.state = 'RUNNING'
      """;

  private static final String CANCEL =
      """
      UPDATE step
         SET state = 'CANCELLED',
             retry_at = NULL,
             ended_at = ?,
             handle = NULL
       WHERE rollout = ?
         AND state IN ('PENDING', 'RUNNING', 'FAILED')
      """;

  private static final String MAKE_DUE =
      """
      UPDATE step
         SET retry_at = clock_timestamp()
       WHERE rollout = ?
         AND state = 'FAILED'
      """;

  /** A partial index finds the steps that have not landed. */
  private static final String IN_PROGRESS =
      """
      SELECT rollout, ordinal, node, action, reason, state, attempts, error, retry_at, statements,
             began_at, ended_at, handle
        FROM step
       WHERE rollout = ?
         AND ordinal > ?
         AND state = 'RUNNING'
         AND handle IS NOT NULL
       ORDER BY ordinal
       LIMIT ?
      """;

  private static final String READ =
      """
      SELECT rollout, ordinal, node, action, reason, state, attempts, error, retry_at, statements,
             began_at, ended_at, handle
        FROM step
       WHERE rollout = ?
       ORDER BY ordinal
       LIMIT ?
      """;

  private PostgresSteps() {}

  /** Appends steps to a rollout. */
  static void insert(Transaction tx, long rollout, List<PlannedStep> steps) throws SQLException {
    tx.update(
        INSERT,
        rollout,
        rollout,
        steps.stream().map(PlannedStep::node).toList(),
        steps.stream().map(PlannedStep::action).toList(),
        steps.stream().map(PlannedStep::reason).toList());
  }

  static List<RolloutStep> begin(Transaction tx, long rollout, Lease lease, Instant now, int limit)
      throws SQLException {
    return tx
        .query(BEGIN, PostgresSteps::step, lease.token(), now, rollout, lease.token(), now, limit)
        .stream()
        .sorted(Comparator.comparingInt(RolloutStep::ordinal))
        .toList();
  }

  /** Refuses ordinals that the rollout does not have. */
  static void requireKnown(Transaction tx, long rollout, List<Integer> ordinals)
      throws SQLException {
    var known = tx.queryExactlyOne(COUNT, row -> row.number("known"), rollout, ordinals);
    if (known < ordinals.stream().distinct().count()) {
      throw new IllegalArgumentException(
          "Cannot find all of steps %s of rollout %d".formatted(ordinals, rollout));
    }
  }

  /** Records steps as landed; returns the nodes of those that had not landed before. */
  static List<RealizedNode> land(
      Transaction tx, RolloutDestination going, long rollout, List<Landed> landed, Instant now)
      throws SQLException {
    record Step(StepLanded told, RealizedNode node) {}
    var steps =
        tx.query(
            LAND,
            row ->
                new Step(
                    new StepLanded(
                        going.platform(),
                        rollout,
                        row.count("ordinal"),
                        row.node("node"),
                        row.constant(StepAction.class, "action"),
                        row.optionalInstant("began_at"),
                        going.to()),
                    new RealizedNode(row.node("node"), row.fingerprint("realized"))),
            now,
            landed.stream().map(Landed::ordinal).toList(),
            Transaction.array(landed, Landed::realized),
            landed.stream().map(result -> StoreJson.array(result.statements())).toList(),
            rollout);
    steps.stream()
        .map(Step::told)
        .sorted(Comparator.comparingInt(StepLanded::ordinal))
        .forEach(tx::record);
    return steps.stream().map(Step::node).toList();
  }

  static void fail(
      Transaction tx, RolloutDestination going, long rollout, List<NotLanded> failed, Instant now)
      throws SQLException {
    var steps =
        tx.query(
            FAIL,
            row ->
                new StepFailed(
                    going.platform(),
                    rollout,
                    row.count("ordinal"),
                    row.node("node"),
                    row.constant(StepAction.class, "action"),
                    row.text("error"),
                    row.instant("retry_at"),
                    row.optionalInstant("began_at"),
                    going.to()),
            now,
            failed.stream().map(NotLanded::ordinal).toList(),
            failed.stream().map(NotLanded::error).toList(),
            failed.stream().map(NotLanded::retryAt).toList(),
            rollout);
    steps.stream().sorted(Comparator.comparingInt(StepFailed::ordinal)).forEach(tx::record);
  }

  static void start(Transaction tx, long rollout, List<Started> started) throws SQLException {
    tx.update(
        START,
        started.stream().map(Started::ordinal).toList(),
        started.stream().map(Started::handle).toList(),
        rollout);
  }

  static void cancel(Transaction tx, long rollout, Instant now) throws SQLException {
    tx.update(CANCEL, now, rollout);
  }

  /** Makes failed steps due at once; returns how many. */
  static int makeDue(Transaction tx, long rollout) throws SQLException {
    return tx.update(MAKE_DUE, rollout);
  }

  static List<RolloutStep> read(Transaction tx, long rollout, int limit) throws SQLException {
    return tx.query(READ, PostgresSteps::step, rollout, limit);
  }

  static List<RolloutStep> inProgress(Transaction tx, long rollout, int after, int limit)
      throws SQLException {
    return tx.query(IN_PROGRESS, PostgresSteps::step, rollout, after, limit);
  }

  private static RolloutStep step(Row row) throws SQLException {
    var state = row.constant(RolloutStep.State.class, "state");
    var handle = row.optionalText("handle");
    var isInProgress = state == RolloutStep.State.RUNNING && handle != null;
    return new RolloutStep(
        row.number("rollout"),
        row.count("ordinal"),
        new PlannedStep(
            row.node("node"), row.constant(StepAction.class, "action"), row.text("reason")),
        isInProgress ? RolloutStep.State.IN_PROGRESS : state,
        row.count("attempts"),
        row.optionalText("error"),
        row.optionalInstant("retry_at"),
        StoreJson.texts(row.text("statements")),
        row.optionalInstant("began_at"),
        row.optionalInstant("ended_at"),
        isInProgress ? handle : null);
  }
}
