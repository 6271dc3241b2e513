package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Nodes that are blocked, and nodes that were applied by hand. */
final class PostgresBlocks {

  /** The node is locked, so that it does not change between read and update. */
  private static final String BLOCK =
      """
      UPDATE node AS n
         SET blocked_reason = ?,
             blocked_since = coalesce(n.blocked_since, ?)
        FROM node AS b
       WHERE n.platform = ?
         AND n.key = ?
         AND n.state IN ('AWAITING_NODE_TIME', 'RETIRING')
         AND n.target IS NOT DISTINCT FROM ?::text
         AND b.platform = n.platform
         AND b.key = n.key
      RETURNING b.blocked_reason IS DISTINCT FROM n.blocked_reason AS is_new
      """;

  private static final String RECORD_APPLIED =
      """
      UPDATE node
         SET is_applied = true,
             blocked_reason = NULL,
             blocked_since = NULL
       WHERE platform = ?
         AND key = ANY (?)
         AND state IN ('AWAITING_NODE_TIME', 'RETIRING')
      """;

  private static final String APPLIED =
      """
      SELECT n.key
        FROM node AS n
        JOIN platform AS p ON p.id = n.platform
       WHERE p.source = ?
         AND p.name = ?
         AND n.is_applied
       ORDER BY n.key
      """;

  private static final String BLOCKED =
      """
      SELECT n.key, n.blocked_reason, n.blocked_since
        FROM node AS n
       WHERE n.platform = (SELECT p.id FROM platform AS p WHERE p.source = ? AND p.name = ?)
         AND n.key > ?
         AND n.blocked_reason IS NOT NULL
       ORDER BY n.key
       LIMIT ?
      """;

  private PostgresBlocks() {}

  /**
   * Records that a locked node could not be brought to its target when its job started, unless its
   * target changed.
   *
   * @return whether it was not blocked before, or was blocked for another reason
   */
  static boolean block(Transaction tx, int platform, Run run, String reason, Instant now)
      throws SQLException {
    return tx.queryOne(
            BLOCK,
            row -> row.isTrue("is_new"),
            reason,
            now,
            platform,
            run.node(),
            run.fingerprint())
        .orElse(false);
  }

  static void recordApplied(Transaction tx, int platform, Collection<NodeKey> nodes)
      throws SQLException {
    tx.update(RECORD_APPLIED, platform, nodes);
  }

  static List<NodeKey> applied(Transaction tx, PlatformId platform) throws SQLException {
    return tx.query(APPLIED, row -> row.node("key"), platform.source(), platform.name());
  }

  static List<BlockedNode> blocked(Transaction tx, PlatformId platform, String after, int limit)
      throws SQLException {
    return tx.query(
        BLOCKED,
        row ->
            new BlockedNode(
                row.node("key"), row.text("blocked_reason"), row.instant("blocked_since")),
        platform.source(),
        platform.name(),
        after,
        limit);
  }
}
