package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.BatchObserver;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodePolicy;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.batch.GroupCommit;
import io.trueup.statestore.batch.QueueSettings;
import io.trueup.statestore.batch.RunBegins;
import io.trueup.statestore.batch.RunChanges;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Runs; a job is answered in the transaction that records its run, which it shares with the jobs
 * that ask at the same time. A writer locks nodes first, then runs, so that no two writers
 * deadlock.
 */
final class PostgresRuns implements Runs, AutoCloseable {

  /** Also by the stored state, which has an index. */
  private static final String LIVE_OF_PLATFORM =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of
        FROM run_now
       WHERE platform_id = (SELECT p.id FROM platform AS p WHERE p.source = ? AND p.name = ?)
         AND stored_state IN ('RECONCILING', 'OPEN')
         AND state IN ('RECONCILING', 'OPEN')
       ORDER BY number
      """;

  private static final String PINNED =
      """
      SELECT EXISTS (SELECT 1
                       FROM run AS u
                       JOIN platform AS p ON p.id = u.platform
                      WHERE p.source = ?
                        AND u.pinned = ?
                        AND u.state IN ('RECONCILING', 'OPEN')
                        AND u.expires_at > clock_timestamp()) AS pinned
      """;

  private static final String FIND =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of
        FROM run_now
       WHERE id = ?
      """;

  private static final String FIND_ALL =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of
        FROM run_now
       WHERE id = ANY (?)
       ORDER BY number
      """;

  private static final String RECORDED =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of, reason, statements, error
        FROM run_now
       WHERE id = ?
          OR part_of = ?
       ORDER BY number
      """;

  /**
   * The numbers are found first: the view reads the clock, so that Postgres pushes no limit into
   * it.
   */
  private static final String NEWEST =
      """
      SELECT number, id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of
        FROM run_now
       WHERE number = ANY (ARRAY(SELECT u.number
                                   FROM run AS u
                                  WHERE u.platform = (SELECT p.id
                                                        FROM platform AS p
                                                       WHERE p.source = ?
                                                         AND p.name = ?)
                                  ORDER BY u.number DESC
                                  LIMIT ?))
       ORDER BY number DESC
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final int MOST_QUEUED = 20_000;
  private static final int MOST_IN_BATCH = 256;
  private static final int WRITERS = 2;
  private static final int WAITING_WRITERS = 2;

  private final Database database;
  private final GroupCommit<RunBegins.Call, Optional<List<BeginResult>>> begins;
  private final GroupCommit<RunChanges.Call, Changed> changes;

  PostgresRuns(Database database, Supplier<BatchObserver> observer) {
    this.database = database;
    this.begins =
        new GroupCommit<>(
            settings("begin"),
            new RunBegins<>(PostgresBeginTables.of(database)),
            StoreFailures::concernsAll,
            observer);
    this.changes =
        new GroupCommit<>(
            settings("change"),
            new RunChanges<>(PostgresChangeTables.of(database)),
            StoreFailures::concernsAll,
            observer);
  }

  private static QueueSettings settings(String kind) {
    return new QueueSettings(kind, WRITERS, WAITING_WRITERS, MOST_IN_BATCH, MOST_QUEUED, PATIENCE);
  }

  @Override
  public Optional<BeginResult> begin(RunRequest request, NodePolicy policy) {
    return begins
        .write(
            new RunBegins.Call(
                request.id(), List.of(new Member(request, policy)), Joining.ALL_OR_NONE, false))
        .map(List::getFirst);
  }

  @Override
  public Optional<List<BeginResult>> beginTogether(
      RunId whole, List<Member> members, Joining joining) {
    return begins.write(new RunBegins.Call(whole, members, joining, true));
  }

  @Override
  public Changed change(Change change) {
    return changes.write(new RunChanges.Call(change, true));
  }

  @Override
  public Set<NodeKey> beginReconcile(RunId run, Collection<NodeKey> nodes) {
    return database.inTransaction(
        "begin to change nodes for run '%s'".formatted(run),
        tx -> PostgresReconciling.begin(tx, run, nodes));
  }

  @Override
  public Optional<Run> completeReconcile(
      RunId run, long version, List<RealizedNode> nodes, List<String> statements) {
    return database.inTransaction(
        "complete run '%s'".formatted(run),
        tx -> PostgresReconciling.complete(tx, run, version, nodes, statements));
  }

  @Override
  public Map<RunId, Set<NodeKey>> beginReconciles(
      PlatformId platform, List<Announcement> announcements) {
    return database.inTransaction(
        "begin to change nodes of platform '%s'".formatted(platform),
        tx -> PostgresReconcilings.begin(tx, platform, announcements));
  }

  @Override
  public Map<RunId, Run> completeReconciles(
      PlatformId platform, long version, List<Reconciled> results) {
    return database.inTransaction(
        "complete runs of platform '%s'".formatted(platform),
        tx -> PostgresReconcilings.complete(tx, platform, version, results));
  }

  @Override
  public Set<RunId> reconciling(Collection<RunId> runs) {
    return database.inTransaction(
        "read which runs still reconcile", tx -> PostgresReconcilings.reconciling(tx, runs));
  }

  @Override
  public boolean abandonReconcile(RunId run, String error) {
    return database.inTransaction(
        "abandon run '%s'".formatted(run), tx -> PostgresReconciling.abandon(tx, run, error));
  }

  @Override
  public Optional<Run> prolong(RunId run, Duration length) {
    var changed =
        changes.write(new RunChanges.Call(new Change.Prolong(run, Set.of(), null, length), false));
    return changed.outcome() == ChangeOutcome.CHANGED
        ? changed.runs().stream().findFirst()
        : Optional.empty();
  }

  @Override
  public Optional<Run> end(RunId run, boolean succeeded) {
    return changes
        .write(new RunChanges.Call(new Change.End(run, Set.of(), null, succeeded), false))
        .runs()
        .stream()
        .findFirst();
  }

  @Override
  public List<Recorded> recorded(RunId run) {
    return database.inTransaction(
        "read run '%s'".formatted(run),
        tx -> PastRuns.orRecorded(tx, tx.query(RECORDED, PostgresRuns::recorded, run, run), run));
  }

  static Recorded recorded(Row row) throws SQLException {
    return new Recorded(
        run(row),
        row.text("reason"),
        StoreJson.texts(row.text("statements")),
        row.optionalText("error"));
  }

  /** Refuses further begins and changes. */
  @Override
  public void close() {
    begins.close();
    changes.close();
  }

  @Override
  public SortedMap<NodeKey, Run> lockNodes(
      Lease lease, PlatformId platform, Collection<NodeKey> nodes) {
    return database.inTransaction(
        "lock nodes of platform '%s'".formatted(platform),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(platform));
          var id = platform(tx, platform);
          PostgresNodes.lock(tx, id, nodes);
          var free = new TreeSet<>(nodes);
          var busy = new TreeMap<NodeKey, Run>();
          for (var run : live(tx, platform)) {
            if (free.contains(run.node())) {
              busy.putIfAbsent(run.node(), run);
            }
          }
          free.removeAll(busy.keySet());
          PostgresNodeLocks.lock(tx, id, lease, free);
          PostgresNodes.markUncertain(tx, id, free);
          return busy;
        });
  }

  @Override
  public Optional<Run> find(RunId run) {
    return database.inTransaction(
        "read run '%s'".formatted(run), tx -> PastRuns.orFind(tx, find(tx, run), run));
  }

  @Override
  public boolean isPinned(SourceId source, long version) {
    return database.inTransaction(
        "look for runs on version %d of source '%s'".formatted(version, source),
        tx -> tx.queryOne(PINNED, row -> row.isTrue("pinned"), source, version).orElse(false));
  }

  @Override
  public List<Run> live(PlatformId platform) {
    return database.inTransaction(
        "list the live runs of platform '%s'".formatted(platform), tx -> live(tx, platform));
  }

  private static List<Run> live(Transaction tx, PlatformId platform) throws SQLException {
    return tx.query(LIVE_OF_PLATFORM, PostgresRuns::run, platform.source(), platform.name());
  }

  @Override
  public List<Run> newest(PlatformId platform, int limit) {
    return database.inTransaction(
        "list the runs of platform '%s'".formatted(platform),
        tx ->
            PastRuns.andNewest(
                tx,
                tx.query(NEWEST, PastRuns.Numbered::of, platform.source(), platform.name(), limit),
                platform,
                limit));
  }

  static int platform(Transaction tx, PlatformId platform) throws SQLException {
    return PostgresPlatforms.find(tx, platform).orElseThrow().id();
  }

  static Optional<Run> find(Transaction tx, RunId run) throws SQLException {
    return tx.queryOne(FIND, PostgresRuns::run, run);
  }

  /** Those of some runs that exist, in the order in which they began. */
  static List<Run> findAll(Transaction tx, Collection<RunId> runs) throws SQLException {
    return tx.query(FIND_ALL, PostgresRuns::run, runs);
  }

  static Run run(Row row) throws SQLException {
    return RunTable.run(row, row.platform("source", "platform"));
  }
}
