package io.trueup.statestore.postgres;

import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.Run.Answer;
import io.trueup.statestore.Run.State;
import io.trueup.statestore.RunId;
import io.trueup.statestore.batch.NewRun;
import io.trueup.statestore.batch.NodeAt;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of runs, read and written for many at a time. */
final class RunTable {

  /** Those whose time has passed are among them. */
  private static final String LIVE =
      """
      SELECT u.id, u.platform, u.node, u.answer, u.state, u.pinned, u.fingerprint, u.job, u.token,
             u.began_at, u.expires_at, u.ended_at, u.part_of
        FROM unnest(?::int[], ?::text[]) AS r (platform, node)
        JOIN run AS u ON u.platform = r.platform AND u.node = r.node
       WHERE u.state IN ('RECONCILING', 'OPEN')
       ORDER BY u.number
      """;

  /** In the order of their numbers, as all writers lock runs. */
  private static final String EXPIRE =
      """
      WITH past AS MATERIALIZED (SELECT u.id
                                   FROM run AS u
                                  WHERE u.id = ANY (?)
                                    AND u.state IN ('RECONCILING', 'OPEN')
                                    AND u.expires_at <= ?
                                  ORDER BY u.number
                                    FOR NO KEY UPDATE)
      UPDATE run AS u
         SET state = 'EXPIRED',
             ended_at = u.expires_at
        FROM past
       WHERE u.id = past.id
      """;

  private static final String TAKEN =
      """
      SELECT u.id
        FROM run AS u
       WHERE u.id = ANY (?)
          OR u.part_of = ANY (?)
      """;

  private static final String INSERT =
      """
      INSERT INTO run (id, part_of, platform, node, answer, state, reason, pinned, fingerprint,
                       last_ran, job, token, token_id, length, began_at, expires_at, ended_at)
      SELECT t.id, t.part_of, t.platform::int, t.node, t.answer, t.state, t.reason,
             t.pinned::bigint, t.fingerprint, t.last_ran, t.job, t.token,
             (SELECT k.id FROM api_token AS k WHERE k.name = t.token AND k.revoked_at IS NULL),
             t.length::interval, t.began_at::timestamptz, t.expires_at::timestamptz,
             t.ended_at::timestamptz
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[])
             WITH ORDINALITY
             AS t (id, part_of, platform, node, answer, state, reason, pinned, fingerprint,
                   last_ran, job, token, length, began_at, expires_at, ended_at, ordinal)
       ORDER BY t.ordinal
          ON CONFLICT (id) DO NOTHING
      """;

  private RunTable() {}

  /** Adds a query for the runs on the nodes that are stored as live, oldest first. */
  static List<Map.Entry<NodeAt, Run>> storedLive(
      QueryGroup group, Collection<NodeAt> nodes, Map<Integer, PlatformId> platforms) {
    return group.add(
        LIVE,
        row -> {
          var at = new NodeAt(row.count("platform"), row.node("node"));
          return Map.entry(at, run(row, Objects.requireNonNull(platforms.get(at.platform()))));
        },
        Transaction.array(nodes, NodeAt::platform),
        Transaction.array(nodes, NodeAt::node));
  }

  /** Marks runs whose time has passed. */
  static void expire(Transaction tx, Collection<RunId> runs, Instant now) throws SQLException {
    if (!runs.isEmpty()) {
      tx.update(EXPIRE, runs, now);
    }
  }

  /** Those of the ids that a run or a whole run has. */
  static Set<RunId> taken(Transaction tx, Collection<RunId> ids) throws SQLException {
    return new HashSet<>(tx.query(TAKEN, row -> new RunId(row.text("id")), ids, ids));
  }

  /** Records runs in their order; returns how many, which are fewer when an id was taken. */
  static int insert(Transaction tx, List<NewRun> runs) throws SQLException {
    return tx.update(
        INSERT,
        column(runs, it -> it.run().id()),
        column(runs, it -> it.run().partOf()),
        column(runs, it -> it.at().platform()),
        column(runs, it -> it.run().node()),
        column(runs, it -> it.run().answer()),
        column(runs, it -> it.run().state()),
        column(runs, NewRun::reason),
        column(runs, it -> it.run().pinned()),
        column(runs, it -> it.run().fingerprint()),
        column(runs, it -> it.request().lastRan()),
        column(runs, it -> it.run().job()),
        column(runs, it -> it.run().token()),
        column(runs, it -> it.request().length()),
        column(runs, it -> it.run().beganAt()),
        column(runs, it -> it.run().expiresAt()),
        column(runs, it -> it.run().endedAt()));
  }

  private static List<@Nullable Object> column(
      List<NewRun> runs, Function<NewRun, @Nullable Object> value) {
    return Transaction.array(runs, value);
  }

  /** A run of a known platform from its row. */
  static Run run(Row row, PlatformId platform) throws SQLException {
    var partOf = row.optionalText("part_of");
    return new Run(
        new RunId(row.text("id")),
        platform,
        row.node("node"),
        row.constant(Answer.class, "answer"),
        row.constant(State.class, "state"),
        row.number("pinned"),
        row.fingerprint("fingerprint"),
        row.text("job"),
        row.optionalText("token"),
        row.instant("began_at"),
        row.instant("expires_at"),
        row.optionalInstant("ended_at"),
        partOf == null ? null : new RunId(partOf));
  }
}
