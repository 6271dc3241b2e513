package io.trueup.statestore.postgres;

import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.Recorded;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
      SELECT number, id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
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

  /** A run with its number, which grows with each begin. */
  record Numbered(long number, Run run) {

    static Numbered of(Row row) throws SQLException {
      return new Numbered(row.number("number"), PostgresRuns.run(row));
    }
  }

  /**
   * The newest of the runs that were found and of those of the history, at most {@code limit}. A
   * live run can be older than many that moved.
   *
   * @param found the newest that did not move, at most {@code limit}
   */
  static List<Run> andNewest(Transaction tx, List<Numbered> found, PlatformId platform, int limit)
      throws SQLException {
    if (found.size() < limit || mayHaveMoved(tx, found.getLast().run())) {
      var past = tx.query(NEWEST, Numbered::of, platform.source(), platform.name(), limit);
      return Stream.concat(found.stream(), past.stream())
          .sorted(Comparator.comparingLong(Numbered::number).reversed())
          .limit(limit)
          .map(Numbered::run)
          .toList();
    }
    return found.stream().map(Numbered::run).toList();
  }

  /** Whether runs that began after this one can be in the history. */
  private static boolean mayHaveMoved(Transaction tx, Run run) throws SQLException {
    return run.beganAt().isBefore(tx.now().minus(RecordRetention.SHORTEST));
  }
}
