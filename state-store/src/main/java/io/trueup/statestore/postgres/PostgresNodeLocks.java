package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/**
 * Nodes that are locked under their platform's lease for changes by hand; each is read and written
 * with its row locked.
 */
final class PostgresNodeLocks {

  private static final String LOCK =
      """
      INSERT INTO node_hold (platform, token, nodes)
      VALUES (?, ?, ?)
          ON CONFLICT (platform)
          DO UPDATE
         SET token = excluded.token,
             nodes = excluded.nodes
      """;

  private static final String HOLDER =
      """
      SELECT l.holder
        FROM node_hold AS h
        JOIN lease AS l ON l.token = h.token
       WHERE h.platform = ?
         AND ? = ANY (h.nodes)
         AND l.resource = ?
         AND l.expires_at > clock_timestamp()
      """;

  private static final String LOCKED =
      """
      SELECT unnest(h.nodes) AS node
        FROM node_hold AS h
        JOIN lease AS l ON l.token = h.token
       WHERE h.platform = ?
         AND l.resource = ?
         AND l.expires_at > clock_timestamp()
      """;

  private PostgresNodeLocks() {}

  /** Locks nodes in place of those that were locked before. */
  static void lock(Transaction tx, int platform, Lease lease, Collection<NodeKey> nodes)
      throws SQLException {
    tx.update(LOCK, platform, lease.token(), nodes);
  }

  /** The holder of a node's lock; empty when it is not locked. */
  static Optional<String> lockedBy(Transaction tx, int platform, PlatformId id, NodeKey node)
      throws SQLException {
    return tx.queryOne(HOLDER, row -> row.text("holder"), platform, node, Lease.resource(id));
  }

  /** All nodes of a platform that are locked. */
  static Collection<NodeKey> lockedNodes(Transaction tx, int platform, PlatformId id)
      throws SQLException {
    return tx.query(LOCKED, row -> row.node("node"), platform, Lease.resource(id));
  }
}
