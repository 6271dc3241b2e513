package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.Run.Answer;
import io.trueup.statestore.Run.State;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs;
import io.trueup.statestore.StateChange.RunEnded;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Runs whose nodes the daemon changes before their jobs go on. */
final class PostgresReconciling {

  private static final String LOCK =
      """
      SELECT id
        FROM run
       WHERE id = ?
         FOR UPDATE
      """;

  private static final String LOCK_RECONCILING =
      """
      SELECT number
        FROM run
       WHERE platform = ?
         AND state = 'RECONCILING'
       ORDER BY number
         FOR UPDATE
      """;

  private static final String IS_RECONCILING =
      """
      SELECT EXISTS (SELECT
                       FROM run
                      WHERE platform = ?
                        AND state = 'RECONCILING'
                        AND expires_at > clock_timestamp()) AS is_reconciling
      """;

  private static final String IS_RECONCILING_TO_EARLIER =
      """
      SELECT EXISTS (SELECT
                       FROM run
                      WHERE platform = ?
                        AND state = 'RECONCILING'
                        AND expires_at > clock_timestamp()
                        AND pinned < ?) AS is_reconciling
      """;

  private static final String OPEN =
      """
      UPDATE run
         SET state = 'OPEN',
             statements = ?::jsonb,
             expires_at = ?::timestamptz + length
       WHERE id = ?
      """;

  private static final String RETIRED =
      """
      UPDATE run
         SET state = 'SUCCEEDED',
             statements = ?::jsonb,
             ended_at = ?
       WHERE id = ?
      """;

  private static final String ABANDON =
      """
      UPDATE run
         SET state = 'ABANDONED',
             error = ?,
             ended_at = clock_timestamp()
       WHERE id = ?
         AND state = 'RECONCILING'
         AND expires_at > clock_timestamp()
      """;

  private PostgresReconciling() {}

  /** As {@link Runs#beginReconcile}. */
  static Set<NodeKey> begin(Transaction tx, RunId run, Collection<NodeKey> nodes)
      throws SQLException {
    var seen = PostgresRuns.find(tx, run);
    if (seen.isEmpty()) {
      return Set.of();
    }
    var platform = PostgresRuns.platform(tx, seen.get().platform());
    var mine = seen.get().node();
    var locked = new TreeSet<>(nodes);
    locked.add(mine);
    PostgresNodes.lock(tx, platform, locked);
    var live = lockLive(tx, run);
    if (live.isEmpty() || live.get().state() != State.RECONCILING) {
      return Set.of();
    }
    if (PostgresNodeLocks.lockedNodes(tx, platform, seen.get().platform()).stream()
        .anyMatch(nodes::contains)) {
      return Set.of();
    }
    locked.retainAll(nodes);
    var changeable = new TreeSet<>(PostgresNodes.markAwaitingUncertain(tx, platform, locked));
    changeable.add(mine);
    return changeable;
  }

  /** As {@link Runs#completeReconcile}. */
  static Optional<Run> complete(
      Transaction tx, RunId run, long version, List<RealizedNode> nodes, List<String> statements)
      throws SQLException {
    var seen = PostgresRuns.find(tx, run);
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    var platform = PostgresRuns.platform(tx, seen.get().platform());
    var locked = new TreeSet<>(List.of(seen.get().node()));
    nodes.forEach(node -> locked.add(node.node()));
    PostgresNodes.lock(tx, platform, locked);
    var live = lockLive(tx, run);
    if (live.isPresent() && live.get().state() == State.RECONCILING) {
      var now = tx.now();
      PostgresNodes.realize(tx, platform, nodes, version, now);
      open(tx, live.get(), version, statements, now);
      return PostgresRuns.find(tx, run);
    }
    return live;
  }

  private static void open(
      Transaction tx, Run run, long version, List<String> statements, Instant now)
      throws SQLException {
    var isRetired = run.answer() == Answer.RETIRE;
    tx.update(isRetired ? RETIRED : OPEN, StoreJson.array(statements), now, run.id());
    PostgresAudit.append(tx, PostgresReconcilings.entry(run, version, statements));
    PostgresReconcilings.tellEnd(tx, run);
  }

  /** As {@link Runs#abandonReconcile}. */
  static boolean abandon(Transaction tx, RunId run, String error) throws SQLException {
    var seen = PostgresRuns.find(tx, run);
    if (seen.isEmpty()) {
      return false;
    }
    var platform = PostgresRuns.platform(tx, seen.get().platform());
    PostgresNodes.lock(tx, platform, List.of(seen.get().node()));
    var isAbandoned = tx.update(ABANDON, error, run) > 0;
    var abandoned = PostgresRuns.find(tx, run).orElseThrow();
    if (!isAbandoned && abandoned.state() != State.EXPIRED) {
      return false;
    }
    if (isAbandoned) {
      tx.record(RunEnded.of(abandoned, State.ABANDONED));
    }
    var isNew = PostgresBlocks.block(tx, platform, abandoned, error, tx.now());
    PostgresAudit.append(
        tx,
        new NewEntry(
            Actor.DAEMON,
            AuditVerbs.NODE_NOT_RECONCILED,
            Lease.resource(abandoned.platform()),
            StoreJson.object("node", abandoned.node()),
            StoreJson.object("run", run, "error", error),
            error));
    return isNew;
  }

  /**
   * Whether a run is bringing a node of the platform to its target. Such runs stay locked for the
   * rest of the transaction, so that none records its result before that ends.
   */
  static boolean isReconciling(Transaction tx, int platform) throws SQLException {
    tx.query(LOCK_RECONCILING, row -> row.number("number"), platform);
    return tx.queryExactlyOne(IS_RECONCILING, row -> row.isTrue("is_reconciling"), platform);
  }

  /** Whether a run brings a node of the platform to a version before this one. */
  static boolean isReconcilingToEarlier(Transaction tx, int platform, long version)
      throws SQLException {
    return tx.queryExactlyOne(
        IS_RECONCILING_TO_EARLIER, row -> row.isTrue("is_reconciling"), platform, version);
  }

  private static Optional<Run> lockLive(Transaction tx, RunId run) throws SQLException {
    tx.queryOne(LOCK, row -> row.text("id"), run);
    return PostgresRuns.find(tx, run).filter(found -> found.state().isLive());
  }
}
