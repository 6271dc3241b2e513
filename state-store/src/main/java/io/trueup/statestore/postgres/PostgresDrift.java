package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.DriftRecords;
import io.trueup.statestore.DriftSentences;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState.Drifted;
import io.trueup.statestore.drift.DriftCheck;
import io.trueup.statestore.drift.DriftFinding;
import io.trueup.statestore.drift.DriftKind;
import io.trueup.statestore.drift.DriftedNode;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of drift, with its history. */
final class PostgresDrift implements DriftRecords {

  private static final String LAST_CHECK =
      """
      SELECT c.version, c.started_at, c.ended_at, c.checked_through, c.compared, c.nodes,
             c.error, c.failures, c.failing_since
        FROM drift_check AS c
        JOIN platform AS p ON p.id = c.platform
       WHERE p.source = ?
         AND p.name = ?
      """;

  private static final String DRIFTED =
      """
      SELECT d.node, d.kind, d.message, d.refusal, d.found_at, d.last_seen_at
        FROM drifted_node AS d
       WHERE d.platform = (SELECT p.id FROM platform AS p WHERE p.source = ? AND p.name = ?)
         AND d.node > ?
       ORDER BY d.node
       LIMIT ?
      """;

  private static final String COUNT =
      """
      SELECT count(*) AS nodes
        FROM drifted_node
       WHERE platform = ?
      """;

  /** Drift of a node that changes, or changed since: nothing can be said of it any more. */
  private static final String END_CHANGED =
      """
      UPDATE drift AS d
         SET ended_at = ?,
             ending = 'CHANGED'
       WHERE d.platform = ?
         AND d.ended_at IS NULL
         AND NOT EXISTS (SELECT
                           FROM drifted_node AS n
                          WHERE n.platform = d.platform
                            AND n.node = d.node)
      RETURNING d.node
      """;

  private static final String END =
      """
      UPDATE drift
         SET ended_at = ?,
             ending = ?
       WHERE platform = ?
         AND ended_at IS NULL
         AND node = ANY (?)
      RETURNING node
      """;

  private static final String FIND =
      """
      INSERT INTO drift AS d (platform, node, realized, kind, message, refusal, found_at,
                              last_seen_at)
      SELECT ?, t.node, t.realized, t.kind, t.message, t.refusal, ?, ?
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
             AS t (node, realized, kind, message, refusal)
          ON CONFLICT (platform, node) WHERE ended_at IS NULL
          DO UPDATE SET realized = excluded.realized,
                        kind = excluded.kind,
                        message = excluded.message,
                        refusal = excluded.refusal,
                        last_seen_at = excluded.last_seen_at
      RETURNING d.node, d.found_at = d.last_seen_at AS is_new
      """;

  private static final String CHECKED =
      """
      INSERT INTO drift_check AS c (platform, version, started_at, ended_at, checked_through,
                                    compared, nodes, failures)
      VALUES (?, ?, ?, ?, ?, ?, ?, 0)
          ON CONFLICT (platform)
          DO UPDATE SET version = excluded.version,
                        started_at = excluded.started_at,
                        ended_at = excluded.ended_at,
                        checked_through = coalesce(excluded.checked_through,
                                                   c.checked_through),
                        compared = CASE WHEN c.started_at = excluded.started_at
                                             AND c.error IS NULL
                                        THEN c.compared
                                        ELSE 0
                                   END + excluded.compared,
                        nodes = excluded.nodes,
                        error = NULL,
                        failures = 0,
                        failing_since = NULL
      """;

  private static final String FAILED =
      """
      INSERT INTO drift_check AS c (platform, version, started_at, ended_at, compared, nodes,
                                    error, failures, failing_since)
      VALUES (?, ?, ?, ?, 0, 0, ?, 1, ?)
          ON CONFLICT (platform)
          DO UPDATE SET version = excluded.version,
                        started_at = excluded.started_at,
                        ended_at = excluded.ended_at,
                        error = excluded.error,
                        failures = c.failures + 1,
                        failing_since = coalesce(c.failing_since, excluded.failing_since)
      """;

  private static final String WELL =
      """
      UPDATE platform
         SET well_since = ?
       WHERE id = ?
      """;

  private final Database database;

  PostgresDrift(Database database) {
    this.database = database;
  }

  @Override
  public Optional<DriftCheck> lastCheck(PlatformId platform) {
    return database.inTransaction(
        "read the last check of platform '%s' for drift".formatted(platform),
        tx -> tx.queryOne(LAST_CHECK, PostgresDrift::check, platform.source(), platform.name()));
  }

  private static DriftCheck check(Row row) throws SQLException {
    return new DriftCheck(
        row.number("version"),
        row.instant("started_at"),
        row.instant("ended_at"),
        row.optionalInstant("checked_through"),
        row.count("compared"),
        row.count("nodes"),
        row.isNull("error")
            ? null
            : new DriftCheck.Failure(
                row.text("error"), row.count("failures"), row.instant("failing_since")));
  }

  @Override
  public List<DriftedNode> drifted(PlatformId platform, String after, int limit) {
    return database.inTransaction(
        "list the drifted nodes of platform '%s'".formatted(platform),
        tx ->
            tx.query(
                DRIFTED, row -> node(row, ""), platform.source(), platform.name(), after, limit));
  }

  /** The drifted node in columns with a prefix. */
  private static DriftedNode node(Row row, String prefix) throws SQLException {
    return new DriftedNode(
        row.node(prefix + "node"),
        row.constant(DriftKind.class, prefix + "kind"),
        row.text(prefix + "message"),
        row.optionalText(prefix + "refusal"),
        row.instant(prefix + "found_at"),
        row.instant(prefix + "last_seen_at"));
  }

  /** The summary of a platform's drift in the columns of a platform; null when there is none. */
  static @Nullable Drifted summary(Row row) throws SQLException {
    return row.isNull("drifted_node")
        ? null
        : new Drifted(node(row, "drifted_"), row.count("drifted_nodes"));
  }

  @Override
  public Change record(Lease lease, PlatformId platform, Findings findings) {
    return database.inTransaction(
        "record what a check of platform '%s' for drift found".formatted(platform),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(platform));
          return record(tx, PostgresPlatforms.lockKnown(tx, platform).id(), platform, findings);
        });
  }

  private static Change record(Transaction tx, int id, PlatformId platform, Findings findings)
      throws SQLException {
    var now = tx.now();
    var ended = new TreeMap<Ending, SortedSet<NodeKey>>();
    put(ended, Ending.CHANGED, tx.query(END_CHANGED, row -> row.node("node"), now, id));
    put(ended, Ending.REPAIRED, end(tx, id, now, Ending.REPAIRED, findings.repaired().keySet()));
    put(ended, Ending.GONE, end(tx, id, now, Ending.GONE, findings.alike()));
    var found = find(tx, id, now, findings.drifted());
    checked(tx, id, now, findings);
    var left = tx.queryExactlyOne(COUNT, row -> row.count("nodes"), id);
    if (left == 0 && !ended.isEmpty()) {
      tx.update(WELL, now, id);
    }
    var change = new Change(found, ended, left);
    audit(tx, platform, findings, change);
    return change;
  }

  private static void put(
      Map<Ending, SortedSet<NodeKey>> ended, Ending ending, List<NodeKey> nodes) {
    if (!nodes.isEmpty()) {
      ended.put(ending, new TreeSet<>(nodes));
    }
  }

  private static List<NodeKey> end(
      Transaction tx, int platform, Instant now, Ending ending, Set<NodeKey> nodes)
      throws SQLException {
    return nodes.isEmpty()
        ? List.of()
        : tx.query(END, row -> row.node("node"), now, ending, platform, nodes);
  }

  private static void checked(Transaction tx, int platform, Instant now, Findings findings)
      throws SQLException {
    tx.update(
        CHECKED,
        platform,
        findings.version(),
        findings.startedAt(),
        now,
        findings.checkedThrough(),
        findings.compared().size(),
        findings.nodes());
  }

  private static void audit(Transaction tx, PlatformId platform, Findings findings, Change change)
      throws SQLException {
    var found = change.found();
    if (!found.isEmpty()) {
      audit(
          tx,
          platform,
          AuditVerbs.NODE_DRIFTED,
          StoreJson.object("count", found.size(), "nodes", DriftSentences.named(found)),
          DriftSentences.found(found, findings.drifted()));
    }
    for (var ended : change.ended().entrySet()) {
      var nodes = ended.getValue();
      audit(
          tx,
          platform,
          AuditVerbs.NODE_DRIFT_ENDED,
          StoreJson.object(
              "ending",
              ended.getKey().text(),
              "count",
              nodes.size(),
              "nodes",
              DriftSentences.named(nodes)),
          DriftSentences.ended(ended.getKey(), nodes.size()));
    }
  }

  private static void audit(
      Transaction tx, PlatformId platform, String verb, String after, String reason)
      throws SQLException {
    PostgresAudit.append(
        tx, new NewEntry(Actor.DAEMON, verb, Lease.resource(platform), null, after, reason));
  }

  /** Returns the nodes that were not known to have drifted. */
  private static SortedSet<NodeKey> find(
      Transaction tx, int platform, Instant now, List<DriftFinding> found) throws SQLException {
    if (found.isEmpty()) {
      return Collections.emptySortedSet();
    }
    record Found(NodeKey node, boolean isNew) {}
    return tx
        .query(
            FIND,
            row -> new Found(row.node("node"), row.isTrue("is_new")),
            platform,
            now,
            now,
            Transaction.array(found, DriftFinding::node),
            Transaction.array(found, DriftFinding::realized),
            Transaction.array(found, DriftFinding::kind),
            Transaction.array(found, DriftFinding::message),
            Transaction.array(found, DriftFinding::refusal))
        .stream()
        .filter(Found::isNew)
        .map(Found::node)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void recordFailure(
      Lease lease, PlatformId platform, long version, Instant startedAt, String error) {
    database.run(
        "record that platform '%s' cannot be checked for drift".formatted(platform),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(platform));
          var id = PostgresPlatforms.lockKnown(tx, platform).id();
          var now = tx.now();
          tx.update(FAILED, id, version, startedAt, now, error, now);
        });
  }
}
