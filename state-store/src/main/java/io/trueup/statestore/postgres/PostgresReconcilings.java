package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.Run.Answer;
import io.trueup.statestore.Run.State;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.Announcement;
import io.trueup.statestore.Runs.Reconciled;
import io.trueup.statestore.StateChange.RunEnded;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs of one platform whose nodes the daemon changes together: what {@link PostgresReconciling}
 * does for one, for many in a few statements. Locks the nodes first, then the runs, each in one
 * order, so that no two writers deadlock.
 */
final class PostgresReconcilings {

  private static final String LOCK =
      """
      SELECT number
        FROM run
       WHERE id = ANY (?)
       ORDER BY number
         FOR UPDATE
      """;

  private static final String RECONCILING =
      """
      SELECT id
        FROM run
       WHERE id = ANY (?)
         AND state = 'RECONCILING'
         AND expires_at > clock_timestamp()
       ORDER BY number
      """;

  private static final String OPEN =
      """
      UPDATE run AS u
         SET state = 'OPEN',
             statements = t.statements::jsonb,
             expires_at = ?::timestamptz + u.length
        FROM unnest(?::text[], ?::text[]) AS t (id, statements)
       WHERE u.id = t.id
      """;

  private static final String RETIRED =
      """
      UPDATE run AS u
         SET state = 'SUCCEEDED',
             statements = t.statements::jsonb,
             ended_at = ?
        FROM unnest(?::text[], ?::text[]) AS t (id, statements)
       WHERE u.id = t.id
      """;

  private PostgresReconcilings() {}

  /** As {@link io.trueup.statestore.Runs#beginReconciles}. */
  static Map<RunId, Set<NodeKey>> begin(
      Transaction tx, PlatformId id, List<Announcement> announcements) throws SQLException {
    var platform = PostgresRuns.platform(tx, id);
    var runs = announcements.stream().map(Announcement::run).toList();
    var seen = byId(PostgresRuns.findAll(tx, runs));
    var locked = new TreeSet<NodeKey>();
    announcements.forEach(it -> locked.addAll(it.nodes()));
    seen.values().forEach(it -> locked.add(it.node()));
    PostgresNodes.lock(tx, platform, locked);
    var live = lockReconciling(tx, id, runs);
    var byHand = new HashSet<>(PostgresNodeLocks.lockedNodes(tx, platform, id));
    var able = new ArrayList<Announcement>();
    var nodes = new TreeSet<NodeKey>();
    for (var announcement : announcements) {
      if (live.containsKey(announcement.run())
          && announcement.nodes().stream().noneMatch(byHand::contains)) {
        able.add(announcement);
        nodes.addAll(announcement.nodes());
      }
    }
    var awaiting =
        nodes.isEmpty()
            ? Set.<NodeKey>of()
            : Set.copyOf(PostgresNodes.markAwaitingUncertain(tx, platform, nodes));
    var changeable = new LinkedHashMap<RunId, Set<NodeKey>>();
    for (var announcement : able) {
      var own = new TreeSet<>(announcement.nodes());
      own.retainAll(awaiting);
      own.add(Objects.requireNonNull(live.get(announcement.run())).node());
      changeable.put(announcement.run(), own);
    }
    return changeable;
  }

  /** As {@link io.trueup.statestore.Runs#completeReconciles}. */
  static Map<RunId, Run> complete(
      Transaction tx, PlatformId id, long version, List<Reconciled> results) throws SQLException {
    var platform = PostgresRuns.platform(tx, id);
    var runs = results.stream().map(Reconciled::run).toList();
    var locked = new TreeSet<NodeKey>();
    results.forEach(it -> it.nodes().forEach(node -> locked.add(node.node())));
    PostgresRuns.findAll(tx, runs).forEach(it -> locked.add(it.node()));
    PostgresNodes.lock(tx, platform, locked);
    var live = lockReconciling(tx, id, runs);
    var recorded = results.stream().filter(it -> live.containsKey(it.run())).toList();
    if (!recorded.isEmpty()) {
      var now = tx.now();
      var nodes = new ArrayList<RealizedNode>();
      recorded.forEach(it -> nodes.addAll(it.nodes()));
      PostgresNodes.realize(tx, platform, nodes, version, now);
      open(tx, recorded, live, version, now);
    }
    var after = byId(PostgresRuns.findAll(tx, runs));
    after.values().removeIf(run -> !live.containsKey(run.id()) && !run.state().isLive());
    return after;
  }

  private static void open(
      Transaction tx, List<Reconciled> results, Map<RunId, Run> runs, long version, Instant now)
      throws SQLException {
    var opened = new ArrayList<Reconciled>();
    var retired = new ArrayList<Reconciled>();
    var entries = new ArrayList<NewEntry>();
    for (var result : results) {
      var run = Objects.requireNonNull(runs.get(result.run()));
      (run.answer() == Answer.RETIRE ? retired : opened).add(result);
      entries.add(entry(run, version, result.statements()));
      tellEnd(tx, run);
    }
    update(tx, OPEN, opened, now);
    update(tx, RETIRED, retired, now);
    PostgresAudit.appendAll(tx, entries);
  }

  private static void update(Transaction tx, String sql, List<Reconciled> results, Instant now)
      throws SQLException {
    if (!results.isEmpty()) {
      tx.update(
          sql,
          now,
          results.stream().map(Reconciled::run).toList(),
          results.stream().map(it -> StoreJson.array(it.statements())).toList());
    }
  }

  /** A run that retires its node is over with that. */
  static void tellEnd(Transaction tx, Run run) {
    if (run.answer() == Answer.RETIRE) {
      tx.record(RunEnded.of(run, State.SUCCEEDED));
    }
  }

  /** The audit entry for a run whose node was brought to its target. */
  static NewEntry entry(Run run, long version, List<String> statements) {
    return new NewEntry(
        Actor.DAEMON,
        run.answer() == Answer.RETIRE ? AuditVerbs.NODE_RETIRED : AuditVerbs.NODE_RECONCILED,
        Lease.resource(run.platform()),
        StoreJson.object("node", run.node()),
        StoreJson.object("version", version, "statements", new ArrayList<>(statements)),
        "its job '%s' started".formatted(run.job()));
  }

  /** As {@link io.trueup.statestore.Runs#reconciling}. */
  static Set<RunId> reconciling(Transaction tx, Collection<RunId> runs) throws SQLException {
    return new HashSet<>(tx.query(RECONCILING, row -> new RunId(row.text("id")), runs));
  }

  private static Map<RunId, Run> lockReconciling(
      Transaction tx, PlatformId platform, Collection<RunId> runs) throws SQLException {
    tx.query(LOCK, row -> row.number("number"), runs);
    var found = byId(PostgresRuns.findAll(tx, runs));
    found
        .values()
        .removeIf(it -> it.state() != State.RECONCILING || !it.platform().equals(platform));
    return found;
  }

  private static Map<RunId, Run> byId(List<Run> runs) {
    var byId = new LinkedHashMap<RunId, Run>();
    runs.forEach(it -> byId.put(it.id(), it));
    return byId;
  }
}
