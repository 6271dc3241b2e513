package io.trueup.statestore.postgres;

import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.Recorded;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads runs that moved to the history; no run there changes any more. */
final class PastRuns {

  /** After its run moved, an id may be given again. */
  private static final String FIND =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of
        FROM run_past
       WHERE id = ?
       ORDER BY number DESC
       LIMIT 1
      """;

  private static final String NEWEST =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of
        FROM run_past
       WHERE platform_id = (SELECT p.id FROM platform AS p WHERE p.source = ? AND p.name = ?)
       ORDER BY number DESC
       LIMIT ?
      """;

  private static final String RECORDED =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of, reason, statements, error
        FROM run_past
       WHERE id = ?
          OR part_of = ?
       ORDER BY number
      """;

  private PastRuns() {}

  /** What is recorded, or else what the history has. */
  static List<Recorded> orRecorded(Transaction tx, List<Recorded> found, RunId run)
      throws SQLException {
    return found.isEmpty() ? tx.query(RECORDED, PostgresRuns::recorded, run, run) : found;
  }

  /** The run that was found, or else the one of the history. */
  static Optional<Run> orFind(Transaction tx, Optional<Run> found, RunId run) throws SQLException {
    return found.isPresent() ? found : tx.queryOne(FIND, PostgresRuns::run, run);
  }

  /** The runs that were found, and those of the history until there are as many as asked for. */
  static List<Run> andNewest(Transaction tx, List<Run> found, PlatformId platform, int limit)
      throws SQLException {
    if (found.size() >= limit) {
      return found;
    }
    var all = new ArrayList<>(found);
    all.addAll(
        tx.query(
            NEWEST, PostgresRuns::run, platform.source(), platform.name(), limit - found.size()));
    return all;
  }
}
