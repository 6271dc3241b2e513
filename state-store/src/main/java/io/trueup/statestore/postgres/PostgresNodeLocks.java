package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.batch.NodeAt;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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

  private static final String HOLDERS =
      """
      SELECT h.platform, l.holder, unnest(h.nodes) AS node
        FROM unnest(?::int[], ?::text[]) AS r (platform, resource)
        JOIN node_hold AS h ON h.platform = r.platform
        JOIN lease AS l ON l.token = h.token AND l.resource = r.resource
       WHERE l.expires_at > clock_timestamp()
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

  /** Adds a query for the holders of the locks of all locked nodes of the platforms. */
  static List<Map.Entry<NodeAt, String>> holders(
      QueryGroup group, Map<Integer, PlatformId> platforms) {
    return group.add(
        HOLDERS,
        row -> Map.entry(new NodeAt(row.count("platform"), row.node("node")), row.text("holder")),
        Transaction.array(platforms.entrySet(), Map.Entry::getKey),
        Transaction.array(platforms.entrySet(), it -> Lease.resource(it.getValue())));
  }

  /** All nodes of a platform that are locked. */
  static Collection<NodeKey> lockedNodes(Transaction tx, int platform, PlatformId id)
      throws SQLException {
    return tx.query(LOCKED, row -> row.node("node"), platform, Lease.resource(id));
  }
}
