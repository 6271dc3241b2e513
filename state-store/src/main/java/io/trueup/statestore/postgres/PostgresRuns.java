package io.trueup.statestore.postgres;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodePolicy;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.Run.Answer;
import io.trueup.statestore.Run.State;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs;
import io.trueup.statestore.postgres.PostgresPlatforms.Found;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs; a job is answered in the transaction that records its run. A writer locks the node first,
 * then the run, so that no two writers deadlock.
 */
final class PostgresRuns implements Runs {

  /**
   * Keeps a platform's pointers in place while a job asks about a node that the platform does not
   * have yet.
   */
  private static final String KEEP_PLATFORM =
      """
      SELECT id
        FROM platform
       WHERE id = ?
         FOR SHARE
      """;

  private static final String EXPIRE =
      """
      UPDATE run
         SET state = 'EXPIRED',
             ended_at = expires_at
       WHERE platform = ?
         AND node = ?
         AND state IN ('RECONCILING', 'OPEN')
         AND expires_at <= ?
      """;

  private static final String LIVE =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at
        FROM run_now
       WHERE platform_id = ?
         AND node = ?
         AND stored_state IN ('RECONCILING', 'OPEN')
         AND expires_at > ?
       ORDER BY number
      """;

  /** Also by the stored state, which has an index. */
  private static final String LIVE_OF_PLATFORM =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at
        FROM run_now
       WHERE platform_id = (SELECT p.id FROM platform AS p WHERE p.source = ? AND p.name = ?)
         AND stored_state IN ('RECONCILING', 'OPEN')
         AND state IN ('RECONCILING', 'OPEN')
       ORDER BY number
      """;

  private static final String INSERT =
      """
      INSERT INTO run (id, platform, node, answer, state, reason, pinned, fingerprint, last_ran, job,
                       token, token_id, length, began_at, expires_at, ended_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
              (SELECT t.id FROM api_token AS t WHERE t.name = ? AND t.revoked_at IS NULL),
              ?::interval, ?, ?, ?)
          ON CONFLICT (id) DO NOTHING
      """;

  private static final String FIND =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at
        FROM run_now
       WHERE id = ?
      """;

  private static final String FIND_ALL =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at
        FROM run_now
       WHERE id = ANY (?)
       ORDER BY number
      """;

  private static final String PROLONG =
      """
      UPDATE run
         SET expires_at = clock_timestamp() + ?::interval
       WHERE id = ?
         AND state IN ('RECONCILING', 'OPEN')
         AND expires_at > clock_timestamp()
      """;

  private static final String END =
      """
      UPDATE run
         SET state = ?,
             ended_at = clock_timestamp()
       WHERE id = ?
         AND state IN ('RECONCILING', 'OPEN')
         AND expires_at > clock_timestamp()
      """;

  /**
   * The numbers are found first: the view reads the clock, so that Postgres pushes no limit into
   * it.
   */
  private static final String NEWEST =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at
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

  /** How a decision is recorded. */
  private record Recorded(
      Answer answer, State state, long pinned, @Nullable Fingerprint fingerprint, String reason) {}

  private final Database database;

  PostgresRuns(Database database) {
    this.database = database;
  }

  @Override
  public Optional<BeginResult> begin(RunRequest request, NodePolicy policy) {
    return database.inTransaction(
        "begin a run on node '%s'".formatted(request.node()),
        tx -> {
          var platform = PostgresPlatforms.find(tx, request.platform());
          return platform.isEmpty()
              ? Optional.empty()
              : Optional.of(begin(tx, platform.get().id(), request, policy));
        });
  }

  private static BeginResult begin(
      Transaction tx, int platform, RunRequest request, NodePolicy policy) throws SQLException {
    var node = lockNode(tx, platform, request.node());
    var now = tx.now();
    tx.update(EXPIRE, platform, request.node(), now);
    var state = PostgresPlatforms.find(tx, request.platform()).map(Found::state).orElseThrow();
    var record = node.map(PostgresNodes.Found::node).orElse(null);
    var situation =
        new NodeSituation(
            state,
            record,
            node.map(PostgresNodes.Found::realizedVersion).orElse(0L),
            tx.query(LIVE, PostgresRuns::run, platform, request.node(), now),
            PostgresNodeLocks.lockedBy(tx, platform, request.platform(), request.node())
                .orElse(null),
            NodeSituation.needsInputs(record) ? PostgresGateInputs.read(tx, state) : null,
            request.lastRan(),
            now);
    var decision = policy.decide(situation);
    var recorded = recorded(decision);
    if (recorded == null) {
      return new BeginResult(decision, null);
    }
    insert(tx, platform, request, recorded, now);
    PostgresNodes.markRan(tx, platform, request.node());
    if (recorded.state() == State.RECONCILING) {
      PostgresNodes.markUncertain(tx, platform, List.of(request.node()));
    }
    return new BeginResult(decision, find(tx, request.id()).orElseThrow());
  }

  private static Optional<PostgresNodes.Found> lockNode(Transaction tx, int platform, NodeKey node)
      throws SQLException {
    var found = PostgresNodes.lock(tx, platform, node);
    if (found.isPresent()) {
      return found;
    }
    tx.query(KEEP_PLATFORM, row -> row.number("id"), platform);
    return PostgresNodes.lock(tx, platform, node);
  }

  private static @Nullable Recorded recorded(NodeDecision decision) {
    return switch (decision) {
      case NodeDecision.Proceed(var pinned, var fingerprint, var reason) ->
          new Recorded(Answer.RUN, State.OPEN, pinned, fingerprint, reason);
      case NodeDecision.Adapt(var pinned, var fingerprint, var reason) ->
          new Recorded(Answer.RECONCILE, State.OPEN, pinned, fingerprint, reason);
      case NodeDecision.Reconcile(var pinned, var fingerprint, var reason) ->
          new Recorded(Answer.RECONCILE, State.RECONCILING, pinned, fingerprint, reason);
      case NodeDecision.Retire(var mark, var reason) ->
          new Recorded(Answer.RETIRE, mark ? State.RECONCILING : State.SUCCEEDED, 0, null, reason);
      case NodeDecision.Wait _, NodeDecision.Unknown _ -> null;
    };
  }

  private static void insert(
      Transaction tx, int platform, RunRequest request, Recorded recorded, Instant now)
      throws SQLException {
    var isReconciling = recorded.state() == State.RECONCILING;
    var inserted =
        tx.update(
            INSERT,
            request.id(),
            platform,
            request.node(),
            recorded.answer(),
            recorded.state(),
            recorded.reason(),
            recorded.pinned(),
            recorded.fingerprint(),
            request.lastRan(),
            request.job(),
            request.caller().name(),
            request.caller().name(),
            request.length(),
            now,
            now.plus(isReconciling ? request.reconcileWithin() : request.length()),
            recorded.state().isLive() ? null : now);
    if (inserted == 0) {
      throw new IllegalArgumentException("Cannot begin run '%s' twice".formatted(request.id()));
    }
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
    return database.inTransaction(
        "prolong run '%s'".formatted(run),
        tx -> tx.update(PROLONG, length, run) == 0 ? Optional.empty() : find(tx, run));
  }

  @Override
  public Optional<Run> end(RunId run, boolean succeeded) {
    return database.inTransaction(
        "end run '%s'".formatted(run),
        tx -> {
          tx.update(END, succeeded ? State.SUCCEEDED : State.FAILED, run);
          return find(tx, run);
        });
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
    return database.inTransaction("read run '%s'".formatted(run), tx -> find(tx, run));
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
        tx -> tx.query(NEWEST, PostgresRuns::run, platform.source(), platform.name(), limit));
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
    return new Run(
        new RunId(row.text("id")),
        row.platform("source", "platform"),
        row.node("node"),
        row.constant(Answer.class, "answer"),
        row.constant(State.class, "state"),
        row.number("pinned"),
        row.fingerprint("fingerprint"),
        row.text("job"),
        row.optionalText("token"),
        row.instant("began_at"),
        row.instant("expires_at"),
        row.optionalInstant("ended_at"));
  }
}
