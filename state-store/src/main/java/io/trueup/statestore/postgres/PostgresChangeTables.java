package io.trueup.statestore.postgres;

import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.batch.ChangeTables;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The tables of a batch of prolongations and ends, in one transaction. */
final class PostgresChangeTables implements ChangeTables<SQLException> {

  private static final String LOCK =
      """
      SELECT u.id, p.source, p.name AS platform, u.node, u.answer, u.state, u.pinned,
             u.fingerprint, u.job, u.token, u.began_at, u.expires_at, u.ended_at, u.part_of
        FROM run AS u
        JOIN platform AS p ON p.id = u.platform
       WHERE u.id = ANY (?)
       ORDER BY u.number
         FOR NO KEY UPDATE OF u
      """;

  private static final String LOCK_FREE = LOCK + " SKIP LOCKED";

  private static final String LOCK_PARTS =
      """
      SELECT u.id, p.source, p.name AS platform, u.node, u.answer, u.state, u.pinned,
             u.fingerprint, u.job, u.token, u.began_at, u.expires_at, u.ended_at, u.part_of
        FROM run AS u
        JOIN platform AS p ON p.id = u.platform
       WHERE u.part_of = ANY (?)
       ORDER BY u.number
         FOR NO KEY UPDATE OF u
      """;

  private static final String LOCK_FREE_PARTS = LOCK_PARTS + " SKIP LOCKED";

  private static final String EXISTING =
      """
      SELECT u.id
        FROM run AS u
       WHERE u.id = ANY (?)
      """;

  private static final String PARTS =
      """
      SELECT u.id, u.part_of
        FROM run AS u
       WHERE u.part_of = ANY (?)
      """;

  private static final String UPDATE =
      """
      UPDATE run AS u
         SET state = t.state,
             expires_at = t.expires_at::timestamptz,
             ended_at = t.ended_at::timestamptz
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])
             AS t (id, state, expires_at, ended_at)
       WHERE u.id = t.id
      """;

  private final Transaction tx;

  private PostgresChangeTables(Transaction tx) {
    this.tx = tx;
  }

  static Transactions<SQLException> of(Database database) {
    return new Transactions<>() {
      @Override
      public <T> T inTransaction(String what, Work<T, SQLException> work) {
        return database.inTransaction(what, tx -> work.run(new PostgresChangeTables(tx)));
      }
    };
  }

  @Override
  public Locked lockAll(Collection<RunId> runs) throws SQLException {
    return locked(LOCK, runs);
  }

  @Override
  public Locked lockFree(Collection<RunId> runs) throws SQLException {
    return locked(LOCK_FREE, runs);
  }

  @Override
  public Locked lockAllParts(Collection<RunId> wholes) throws SQLException {
    return locked(LOCK_PARTS, wholes);
  }

  @Override
  public Locked lockFreeParts(Collection<RunId> wholes) throws SQLException {
    return locked(LOCK_FREE_PARTS, wholes);
  }

  private Locked locked(String sql, Collection<RunId> ids) throws SQLException {
    var together = new QueryGroup();
    var runs = together.add(sql, PostgresRuns::run, ids);
    var now = together.addNow();
    tx.query(together);
    return new Locked(runs, now.getFirst());
  }

  @Override
  public void tell(Collection<? extends StateChange> changes) {
    changes.forEach(tx::record);
  }

  @Override
  public Set<RunId> existing(Collection<RunId> runs) throws SQLException {
    return new HashSet<>(tx.query(EXISTING, row -> new RunId(row.text("id")), runs));
  }

  @Override
  public Map<RunId, RunId> parts(Collection<RunId> wholes) throws SQLException {
    var parts = new HashMap<RunId, RunId>();
    tx.query(
            PARTS,
            row -> Map.entry(new RunId(row.text("id")), new RunId(row.text("part_of"))),
            wholes)
        .forEach(it -> parts.put(it.getKey(), it.getValue()));
    return parts;
  }

  @Override
  public void update(Collection<Run> runs) throws SQLException {
    tx.update(
        UPDATE,
        Transaction.array(runs, Run::id),
        Transaction.array(runs, Run::state),
        Transaction.array(runs, Run::expiresAt),
        Transaction.array(runs, Run::endedAt));
  }
}
