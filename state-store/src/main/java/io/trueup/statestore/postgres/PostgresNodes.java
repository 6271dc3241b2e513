package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.batch.LockedNode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The node records of platforms, changed in bulk. */
final class PostgresNodes {

  private static final String FOR_PLAN =
      """
      SELECT n.key, n.state, n.realized, n.realized_version, n.target, n.ever_ran,
             n.is_uncertain
        FROM node AS n
        JOIN platform AS p ON p.id = n.platform
       WHERE p.source = ?
         AND p.name = ?
         AND n.key = ANY (?)
       UNION
      SELECT n.key, n.state, n.realized, n.realized_version, n.target, n.ever_ran,
             n.is_uncertain
        FROM node AS n
        JOIN platform AS p ON p.id = n.platform
       WHERE p.source = ?
         AND p.name = ?
         AND n.state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING')
       ORDER BY key
      """;

  /** The platform is found first, so that a page is read along the key and no further. */
  private static final String ALL =
      """
      SELECT n.key, n.state, n.realized, n.realized_version, n.target, n.ever_ran,
             n.is_uncertain
        FROM node AS n
       WHERE n.platform = (SELECT p.id FROM platform AS p WHERE p.source = ? AND p.name = ?)
         AND n.key > ?
         AND n.state <> 'RETIRED'
       ORDER BY n.key
       LIMIT ?
      """;

  private static final String FIND =
      """
      SELECT n.key, n.state, n.realized, n.realized_version, n.target, n.ever_ran,
             n.is_uncertain
        FROM node AS n
        JOIN platform AS p ON p.id = n.platform
       WHERE p.source = ?
         AND p.name = ?
         AND n.key = ?
      """;

  private static final String RETIRING =
      """
      SELECT n.key
        FROM node AS n
        JOIN platform AS p ON p.id = n.platform
       WHERE p.source = ?
         AND p.name = ?
         AND n.state = 'RETIRING'
         AND n.ever_ran
       ORDER BY n.key
      """;

  private static final String AWAITING =
      """
      SELECT n.key
        FROM node AS n
        JOIN platform AS p ON p.id = n.platform
       WHERE p.source = ?
         AND p.name = ?
         AND n.state = 'AWAITING_NODE_TIME'
       ORDER BY n.key
      """;

  /** In the order of their keys, so that two transactions that lock several never deadlock. */
  private static final String LOCK =
      """
      SELECT key, state, realized, realized_version, target, ever_ran, is_uncertain
        FROM node
       WHERE platform = ?
         AND key = ANY (?)
       ORDER BY key
         FOR UPDATE
      """;

  private static final String LOCK_WAITING =
      """
      SELECT key, state, realized, realized_version, target, ever_ran, is_uncertain
        FROM node
       WHERE platform = ?
         AND state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING')
       ORDER BY key
         FOR UPDATE
      """;

  private static final String IS_ANY_FALSE =
      """
      SELECT EXISTS (SELECT
                       FROM unnest(?::text[], ?::text[]) AS t (key, target)
                       LEFT JOIN node AS n ON n.platform = ? AND n.key = t.key
                      WHERE n.realized IS DISTINCT FROM t.target
                         OR n.is_uncertain) AS is_any_false
      """;

  private static final String CHANGE =
      """
      UPDATE node AS n
         SET state = t.state,
             target = t.target,
             reason = t.reason,
             since = CASE WHEN n.state = t.state THEN n.since ELSE ? END,
             is_applied = n.is_applied
                          AND n.state = t.state
                          AND n.target IS NOT DISTINCT FROM t.target,
             blocked_reason = CASE WHEN n.state = t.state AND n.target IS NOT DISTINCT FROM t.target
                                   THEN n.blocked_reason
                              END,
             blocked_since = CASE WHEN n.state = t.state AND n.target IS NOT DISTINCT FROM t.target
                                  THEN n.blocked_since
                             END
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS t (key, state, target, reason)
       WHERE n.platform = ?
         AND n.key = t.key
      """;

  private static final String ADD =
      """
      INSERT INTO node (platform, key, state, target, reason, since)
      SELECT ?, t.key, t.state, t.target, t.reason, ?
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS t (key, state, target, reason)
          ON CONFLICT (platform, key) DO NOTHING
      """;

  /**
   * The new state of a node depends on its target at this moment. A node that was retired but has a
   * target again keeps its realized fingerprint, because its tables are kept, and waits.
   */
  private static final String REALIZE =
      """
      UPDATE node AS n
         SET realized = CASE WHEN t.is_back THEN n.realized ELSE t.realized END,
             realized_version = CASE WHEN t.is_back THEN n.realized_version
                                     WHEN t.realized IS NULL THEN 0
                                     ELSE ?
                                END,
             state = t.state,
             is_uncertain = n.is_uncertain AND t.is_back,
             is_applied = false,
             blocked_reason = NULL,
             blocked_since = NULL,
             since = CASE WHEN n.state = t.state THEN n.since ELSE ? END
        FROM (SELECT r.key,
                     r.realized,
                     b.target IS NOT NULL AND r.realized IS NULL AS is_back,
                     CASE WHEN b.target IS NULL AND r.realized IS NULL THEN 'RETIRED'
                          WHEN b.target IS NULL THEN 'RETIRING'
                          WHEN b.target = r.realized THEN 'REALIZED'
                          WHEN b.state IN ('REALIZED', 'RETIRED') THEN 'AWAITING_NODE_TIME'
                          ELSE b.state
                     END AS state
                FROM unnest(?::text[], ?::text[]) AS r (key, realized)
                JOIN node AS b ON b.platform = ? AND b.key = r.key) AS t
       WHERE n.platform = ?
         AND n.key = t.key
      """;

  private static final String MARK_UNCERTAIN =
      """
      UPDATE node
         SET is_uncertain = true
       WHERE platform = ?
         AND key = ANY (?)
         AND state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING')
         AND NOT is_uncertain
      """;

  private static final String MARK_AWAITING_UNCERTAIN =
      """
      UPDATE node
         SET is_uncertain = true
       WHERE platform = ?
         AND key = ANY (?)
         AND state = 'AWAITING_NODE_TIME'
      RETURNING key
      """;

  private static final String WAITING =
      """
      SELECT count(*) AS waiting
        FROM node
       WHERE platform = ?
         AND state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING')
      """;

  private PostgresNodes() {}

  static List<NodeRecord> forPlan(Transaction tx, PlatformId platform, Collection<NodeKey> keys)
      throws SQLException {
    return tx.query(
        FOR_PLAN,
        PostgresNodes::node,
        platform.source(),
        platform.name(),
        keys,
        platform.source(),
        platform.name());
  }

  static List<NodeRecord> all(Transaction tx, PlatformId platform, String after, int limit)
      throws SQLException {
    return tx.query(ALL, PostgresNodes::node, platform.source(), platform.name(), after, limit);
  }

  static Optional<NodeRecord> find(Transaction tx, PlatformId platform, NodeKey key)
      throws SQLException {
    return tx.queryOne(FIND, PostgresNodes::node, platform.source(), platform.name(), key);
  }

  static List<NodeKey> retiring(Transaction tx, PlatformId platform) throws SQLException {
    return tx.query(RETIRING, row -> row.node("key"), platform.source(), platform.name());
  }

  static List<NodeKey> awaiting(Transaction tx, PlatformId platform) throws SQLException {
    return tx.query(AWAITING, row -> row.node("key"), platform.source(), platform.name());
  }

  static Optional<LockedNode> lock(Transaction tx, int platform, NodeKey key) throws SQLException {
    return tx.queryOne(LOCK, PostgresNodes::found, platform, List.of(key));
  }

  static void lock(Transaction tx, int platform, Collection<NodeKey> keys) throws SQLException {
    tx.query(LOCK, row -> row.text("key"), platform, keys);
  }

  /** The nodes that are not at their target; locks them for the rest of the transaction. */
  static List<NodeRecord> lockWaiting(Transaction tx, int platform) throws SQLException {
    return tx.query(LOCK_WAITING, PostgresNodes::node, platform);
  }

  /**
   * Whether a plan's transitions still match the nodes; locks the nodes for the rest of the
   * transaction.
   */
  static boolean areCurrent(Transaction tx, int platform, List<NodeTransition> transitions)
      throws SQLException {
    lock(tx, platform, transitions.stream().map(NodeTransition::node).toList());
    var atTarget =
        transitions.stream().filter(transition -> transition.state().isAtTarget()).toList();
    return atTarget.isEmpty()
        || !tx.queryExactlyOne(
            IS_ANY_FALSE,
            row -> row.isTrue("is_any_false"),
            atTarget.stream().map(NodeTransition::node).toList(),
            Transaction.array(atTarget, NodeTransition::target),
            platform);
  }

  static void apply(Transaction tx, int platform, List<NodeTransition> transitions, Instant now)
      throws SQLException {
    if (transitions.isEmpty()) {
      return;
    }
    var keys = transitions.stream().map(NodeTransition::node).toList();
    var states = transitions.stream().map(NodeTransition::state).toList();
    var targets = Transaction.array(transitions, NodeTransition::target);
    var reasons = transitions.stream().map(NodeTransition::reason).toList();
    if (tx.update(CHANGE, now, keys, states, targets, reasons, platform) < transitions.size()) {
      tx.update(ADD, platform, now, keys, states, targets, reasons);
    }
  }

  /**
   * Records what was realized for nodes, and by which version.
   *
   * @throws IllegalArgumentException when the platform has no such node
   */
  static void realize(
      Transaction tx, int platform, List<RealizedNode> nodes, long version, Instant now)
      throws SQLException {
    // Of a node that is named twice, the last counts.
    var last = new LinkedHashMap<NodeKey, RealizedNode>();
    nodes.forEach(node -> last.put(node.node(), node));
    var keys = last.keySet();
    var realized = Transaction.array(last.values(), RealizedNode::realized);
    if (tx.update(REALIZE, version, now, keys, realized, platform, platform) < keys.size()) {
      throw new IllegalArgumentException(
          "Cannot find all nodes of '%s' on platform %d".formatted(keys, platform));
    }
  }

  /** Marks nodes that are about to change as uncertain, except those at their target. */
  static void markUncertain(Transaction tx, int platform, Collection<NodeKey> keys)
      throws SQLException {
    tx.update(MARK_UNCERTAIN, platform, keys);
  }

  /** Marks those of the nodes that await node time as uncertain, and returns them. */
  static List<NodeKey> markAwaitingUncertain(Transaction tx, int platform, Collection<NodeKey> keys)
      throws SQLException {
    return tx.query(MARK_AWAITING_UNCERTAIN, row -> row.node("key"), platform, keys);
  }

  /** How many nodes are not at their target. */
  static long countWaiting(Transaction tx, int platform) throws SQLException {
    return tx.queryExactlyOne(WAITING, row -> row.number("waiting"), platform);
  }

  static LockedNode found(Row row) throws SQLException {
    return new LockedNode(node(row), row.number("realized_version"));
  }

  private static NodeRecord node(Row row) throws SQLException {
    return new NodeRecord(
        row.node("key"),
        row.constant(NodeState.class, "state"),
        row.fingerprint("realized"),
        row.fingerprint("target"),
        row.isTrue("ever_ran"),
        row.isTrue("is_uncertain"));
  }
}
