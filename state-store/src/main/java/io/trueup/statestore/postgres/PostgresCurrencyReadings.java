package io.trueup.statestore.postgres;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.CurrencyReadings;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.batch.NodeAt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Readings of what the answers to jobs depend on. That something changed shows in the ids of the
 * transactions that wrote the rows ({@code xmin}), so that no writer has to announce anything and
 * none can forget to.
 */
final class PostgresCurrencyReadings implements CurrencyReadings {

  /** One moment for all statements, although none is locked. */
  private static final String ONE_MOMENT =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
      """;

  private static final String PLATFORMS =
      """
      SELECT p.id,
             p.source,
             p.name,
             p.xmin::text || '/' || coalesce(r.mark, '') AS mark,
             coalesce(r.state <> 'REALIZED', false) AS is_under_way
        FROM platform AS p
        LEFT JOIN LATERAL (SELECT n.id || '/' || n.xmin::text AS mark, n.state
                             FROM rollout AS n
                            WHERE n.platform = p.id
                            ORDER BY n.id DESC
                            LIMIT 1) AS r ON true
       WHERE NOT EXISTS (SELECT
                           FROM source AS s
                          WHERE s.id = p.source
                            AND s.forgotten_at IS NOT NULL)
      """;

  /** A digest of the nodes that wait; of so many that they are not read, one of some of them. */
  private static final String WAITING_MARKS =
      """
      SELECT p.id,
             count(w.key) || '/' || coalesce(sum(hashtextextended(w.key, w.written_by)), 0) AS mark
        FROM unnest(?::text[]::integer[]) AS p (id)
        LEFT JOIN LATERAL (SELECT n.key, n.xmin::text::bigint AS written_by
                             FROM node AS n
                            WHERE n.platform = p.id
                              AND n.state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING')
                            LIMIT ?) AS w ON true
       GROUP BY p.id
      """;

  private static final String WAITING =
      """
      SELECT p.id, w.key, w.state, w.realized, w.realized_version, w.target, w.ever_ran,
             w.is_uncertain, w.blocked_since
        FROM unnest(?::text[]::integer[]) AS p (id)
       CROSS JOIN LATERAL (SELECT n.key, n.state, n.realized, n.realized_version, n.target,
                                  n.ever_ran, n.is_uncertain, n.blocked_since
                             FROM node AS n
                            WHERE n.platform = p.id
                              AND n.state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING')
                            LIMIT ?) AS w
      """;

  private static final String LOCKED =
      """
      SELECT unnest(h.nodes) AS node, l.resource, l.holder
        FROM node_hold AS h
        JOIN lease AS l ON l.token = h.token
       WHERE l.expires_at > clock_timestamp()
      """;

  private static final String RULES_MARK =
      """
      SELECT concat_ws('/',
               (SELECT count(*) || ':' || coalesce(sum(hashtextextended(w.id, w.xmin::text::bigint)), 0)
                  FROM rollout_window AS w),
               (SELECT count(*) || ':' || coalesce(sum(hashtextextended(g.scope, g.xmin::text::bigint)), 0)
                  FROM group_pause AS g
                 WHERE g.resumed_at IS NULL),
               (SELECT count(*) || ':' || coalesce(sum(hashtextextended(s.id, s.xmin::text::bigint)), 0)
                  FROM source AS s)) AS mark
      """;

  private static final String NODE =
      """
      SELECT key, state, realized, realized_version, target, ever_ran, is_uncertain,
             blocked_since
        FROM node
       WHERE platform = ?
         AND key = ?
      """;

  private static final String LIVE =
      """
      SELECT id, source, platform, node, answer, state, pinned, fingerprint, job, token, began_at,
             expires_at, ended_at, part_of
        FROM run_now
       WHERE platform_id = ?
         AND node = ?
         AND stored_state IN ('RECONCILING', 'OPEN')
         AND state IN ('RECONCILING', 'OPEN')
       ORDER BY number
      """;

  /** From the newest version on that left what the job last ran with behind. */
  private static final String CHANGES =
      """
      SELECT d.what
        FROM node_delta AS d
       WHERE d.platform = ?
         AND d.node = ?
         AND d.sequence <= ?
         AND d.sequence >= (SELECT max(b.sequence)
                              FROM node_delta AS b
                             WHERE b.platform = d.platform
                               AND b.node = d.node
                               AND b.sequence <= ?
                               AND b.before = ?)
       ORDER BY d.sequence
       LIMIT 100
      """;

  /** The mark of a platform where no node waits. */
  private static final String NONE_WAITING = "0/0";

  private final Database database;

  PostgresCurrencyReadings(Database database) {
    this.database = database;
  }

  /** A platform whose row was read, and its marks. */
  private record Seen(int number, PlatformId id, String mark, boolean isUnderWay) {}

  @Override
  public Reading read(@Nullable Reading before, int mostNodes) {
    return database.inTransaction(
        "read what jobs' answers depend on",
        tx -> {
          tx.update(ONE_MOMENT);
          return read(tx, before, mostNodes);
        });
  }

  private static Reading read(Transaction tx, @Nullable Reading before, int mostNodes)
      throws SQLException {
    var known = before == null ? Map.<PlatformId, PlatformReading>of() : before.platforms();
    var together = new QueryGroup();
    var at = together.addNow();
    var seen =
        together.add(
            PLATFORMS,
            row ->
                new Seen(
                    row.count("id"),
                    row.platform("source", "name"),
                    row.text("mark"),
                    row.isTrue("is_under_way")));
    var locks =
        together.add(
            LOCKED, row -> new Lock(row.text("resource"), row.node("node"), row.text("holder")));
    var rulesMark = together.add(RULES_MARK, row -> row.text("mark"));
    tx.query(together);
    var waitingMarks = waitingMarks(tx, seen, known, mostNodes);
    var locked = byResource(locks);
    var platforms = new HashMap<PlatformId, PlatformReading>();
    var changed = new HashMap<Integer, Changed>();
    for (var platform : seen) {
      var waiting = waitingMarks.getOrDefault(platform.number(), NONE_WAITING);
      var mark = platform.mark() + "/" + waiting;
      var itsLocks = locked.getOrDefault(Lease.resource(platform.id()), Map.of());
      var last = known.get(platform.id());
      if (last == null || !last.mark().equals(mark)) {
        changed.put(platform.number(), new Changed(mark, !waiting.equals(NONE_WAITING), itsLocks));
      } else {
        platforms.put(
            platform.id(),
            last.locked().equals(itsLocks)
                ? last
                : new PlatformReading(last.state(), last.waiting(), itsLocks, mark));
      }
    }
    for (var platform : changed(tx, changed, mostNodes)) {
      platforms.put(platform.state().id(), platform);
    }
    return new Reading(at.getFirst(), rules(tx, rulesMark.getFirst(), before), platforms);
  }

  /**
   * A platform that is not as it was read before.
   *
   * @param mark its new one
   * @param hasWaiting whether nodes of it wait
   */
  private record Changed(String mark, boolean hasWaiting, Map<NodeKey, String> locked) {}

  /** Reads all platforms that changed at once, because often all of them do. */
  private static List<PlatformReading> changed(
      Transaction tx, Map<Integer, Changed> changed, int mostNodes) throws SQLException {
    if (changed.isEmpty()) {
      return List.of();
    }
    var withWaiting =
        changed.entrySet().stream()
            .filter(it -> it.getValue().hasWaiting())
            .map(Map.Entry::getKey)
            .toList();
    var together = new QueryGroup();
    var found = PostgresPlatforms.numbered(together, changed.keySet());
    var rows =
        together.add(
            WAITING, row -> Map.entry(row.count("id"), waiting(row)), withWaiting, mostNodes + 1);
    tx.query(together);
    var waiting = new HashMap<Integer, Map<NodeKey, WaitingNode>>();
    for (var row : rows) {
      var node = row.getValue();
      waiting.computeIfAbsent(row.getKey(), _ -> new HashMap<>()).put(node.node().key(), node);
    }
    var readings = new ArrayList<PlatformReading>();
    for (var platform : found) {
      var nodes = waiting.getOrDefault(platform.id(), Map.of());
      var change = Objects.requireNonNull(changed.get(platform.id()));
      readings.add(
          new PlatformReading(
              platform.state(),
              nodes.size() > mostNodes ? null : nodes,
              change.locked(),
              change.mark()));
    }
    return readings;
  }

  /** A realized platform has no node that waits, so that nothing is looked at there. */
  private static Map<Integer, String> waitingMarks(
      Transaction tx, List<Seen> seen, Map<PlatformId, PlatformReading> known, int mostNodes)
      throws SQLException {
    var numbers =
        seen.stream()
            .filter(it -> it.isUnderWay() || hadWaiting(known.get(it.id())))
            .map(Seen::number)
            .toList();
    return numbers.isEmpty()
        ? Map.of()
        : tx
            .query(
                WAITING_MARKS,
                row -> Map.entry(row.count("id"), row.text("mark")),
                numbers,
                mostNodes + 1)
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static boolean hadWaiting(@Nullable PlatformReading reading) {
    if (reading == null) {
      return true;
    }
    var waiting = reading.waiting();
    return waiting == null || !waiting.isEmpty();
  }

  private static WaitingNode waiting(Row row) throws SQLException {
    var found = PostgresNodes.found(row);
    return new WaitingNode(
        found.record(), found.realizedVersion(), row.optionalInstant("blocked_since"));
  }

  /** A node that is locked for a change by hand. */
  private record Lock(String resource, NodeKey node, String holder) {}

  private static Map<String, Map<NodeKey, String>> byResource(List<Lock> locks) {
    return locks.stream()
        .collect(
            Collectors.groupingBy(
                Lock::resource, Collectors.toMap(Lock::node, Lock::holder, (one, _) -> one)));
  }

  private static Rules rules(Transaction tx, String mark, @Nullable Reading before)
      throws SQLException {
    if (before != null && before.rules().mark().equals(mark)) {
      return before.rules();
    }
    var sources =
        PostgresSources.all(tx).stream()
            .collect(Collectors.toMap(SourceState::id, Function.identity()));
    return new Rules(WindowRows.binding(tx), PostgresGroupPauses.inForce(tx), sources, mark);
  }

  @Override
  public Optional<NodeReading> node(
      PlatformId platform, NodeKey node, @Nullable Fingerprint lastRan) {
    return database.inTransaction(
        "read node '%s'".formatted(node),
        tx -> {
          tx.update(ONE_MOMENT);
          var found = PostgresPlatforms.find(tx, platform);
          return found.isEmpty()
              ? Optional.<NodeReading>empty()
              : Optional.of(node(tx, found.get(), node, lastRan));
        });
  }

  private static NodeReading node(
      Transaction tx, PostgresPlatforms.Found platform, NodeKey node, @Nullable Fingerprint lastRan)
      throws SQLException {
    var number = platform.id();
    var state = platform.state();
    var found = tx.queryOne(NODE, PostgresCurrencyReadings::waiting, number, node);
    var record = found.map(WaitingNode::node).orElse(null);
    var together = new QueryGroup();
    var live = together.add(LIVE, PostgresRuns::run, number, node);
    var holders = PostgresNodeLocks.holders(together, Map.of(number, state.id()));
    var now = together.addNow();
    tx.query(together);
    var at = new NodeAt(number, node);
    var situation =
        new NodeSituation(
            state,
            record,
            found.map(WaitingNode::realizedVersion).orElse(0L),
            live,
            holders.stream()
                .filter(it -> it.getKey().equals(at))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null),
            NodeSituation.needsInputs(record) ? PostgresGateInputs.read(tx, state) : null,
            lastRan,
            now.getFirst());
    var target = state.target().version();
    return new NodeReading(
        situation,
        lastRan == null
            ? List.of()
            : tx.query(CHANGES, row -> row.text("what"), number, node, target, target, lastRan),
        found.map(WaitingNode::blockedSince).orElse(null));
  }
}
