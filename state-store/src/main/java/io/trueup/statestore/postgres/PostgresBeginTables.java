package io.trueup.statestore.postgres;

import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.batch.BeginTables;
import io.trueup.statestore.batch.NewRun;
import io.trueup.statestore.batch.NodeAt;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of a batch of begins, in one transaction. */
final class PostgresBeginTables implements BeginTables<SQLException> {

  /** Keeps platforms' pointers in place while jobs ask about nodes that they do not have yet. */
  private static final String KEEP_PLATFORM =
      """
      SELECT id
        FROM platform
       WHERE id = ?
         FOR SHARE
      """;

  private static final String LOCK_SEVERAL =
      """
      SELECT n.platform, n.key, n.state, n.realized, n.realized_version, n.target, n.ever_ran,
             n.is_uncertain
        FROM unnest(?::text[], ?::text[], ?::text[]) AS r (source, name, key)
        JOIN platform AS p ON p.source = r.source AND p.name = r.name
        JOIN node AS n ON n.platform = p.id AND n.key = r.key
       ORDER BY n.platform, n.key
         FOR UPDATE OF n
      """;

  private static final String LOCK_FREE = LOCK_SEVERAL + " SKIP LOCKED";

  private static final String EXISTING =
      """
      SELECT n.platform, n.key
        FROM unnest(?::int[], ?::text[]) AS r (platform, key)
        JOIN node AS n ON n.platform = r.platform AND n.key = r.key
      """;

  private static final String MARK_SEVERAL_RAN =
      """
      UPDATE node AS n
         SET ever_ran = true
        FROM unnest(?::int[], ?::text[]) AS r (platform, key)
       WHERE n.platform = r.platform
         AND n.key = r.key
      """;

  private static final String MARK_SEVERAL_UNCERTAIN =
      """
      UPDATE node AS n
         SET is_uncertain = true
        FROM unnest(?::int[], ?::text[]) AS r (platform, key)
       WHERE n.platform = r.platform
         AND n.key = r.key
         AND n.state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING')
      """;

  private final Transaction tx;

  private PostgresBeginTables(Transaction tx) {
    this.tx = tx;
  }

  static Transactions<SQLException> of(Database database) {
    return new Transactions<>() {
      @Override
      public <T> T inTransaction(String what, Work<T, SQLException> work) {
        return database.inTransaction(what, tx -> work.run(new PostgresBeginTables(tx)));
      }
    };
  }

  @Override
  public void keepPlatform(int platform) throws SQLException {
    tx.query(KEEP_PLATFORM, row -> row.number("id"), platform);
  }

  @Override
  public Located lockAll(Collection<NodeName> nodes) throws SQLException {
    return located(LOCK_SEVERAL, nodes);
  }

  @Override
  public Located lockFree(Collection<NodeName> nodes) throws SQLException {
    return located(LOCK_FREE, nodes);
  }

  private Located located(String sql, Collection<NodeName> nodes) throws SQLException {
    var platforms = new LinkedHashSet<PlatformId>();
    nodes.forEach(it -> platforms.add(it.platform()));
    var together = new QueryGroup();
    var numbers = PostgresPlatforms.numbers(together, platforms);
    var locked =
        together.add(
            sql,
            row ->
                Map.entry(
                    new NodeAt(row.count("platform"), row.node("key")), PostgresNodes.found(row)),
            Transaction.array(nodes, it -> it.platform().source()),
            Transaction.array(nodes, it -> it.platform().name()),
            Transaction.array(nodes, NodeName::node));
    tx.query(together);
    return new Located(map(numbers), map(locked));
  }

  private static <K, V> Map<K, V> map(List<Map.Entry<K, V>> entries) {
    var map = new HashMap<K, V>();
    entries.forEach(it -> map.put(it.getKey(), it.getValue()));
    return map;
  }

  @Override
  public void tell(Collection<? extends StateChange> changes) {
    changes.forEach(tx::record);
  }

  @Override
  public Set<NodeAt> existing(Collection<NodeAt> nodes) throws SQLException {
    return new HashSet<>(
        tx.query(
            EXISTING,
            row -> new NodeAt(row.count("platform"), row.node("key")),
            Transaction.array(nodes, NodeAt::platform),
            Transaction.array(nodes, NodeAt::node)));
  }

  @Override
  public Circumstances circumstances(Collection<NodeAt> nodes, Map<Integer, PlatformId> platforms)
      throws SQLException {
    var together = new QueryGroup();
    var now = together.addNow();
    var found = PostgresPlatforms.numbered(together, platforms.keySet());
    var live = RunTable.storedLive(together, nodes, platforms);
    var holders = PostgresNodeLocks.holders(together, platforms);
    tx.query(together);
    var states = new HashMap<Integer, PlatformState>();
    found.forEach(it -> states.put(it.id(), it.state()));
    return new Circumstances(now.getFirst(), states, live, map(holders));
  }

  @Override
  public void expire(Collection<RunId> runs, Instant now) throws SQLException {
    RunTable.expire(tx, runs, now);
  }

  @Override
  public GateInputs inputs(PlatformState platform) throws SQLException {
    return PostgresGateInputs.read(tx, platform);
  }

  @Override
  public Set<RunId> taken(Collection<RunId> ids) throws SQLException {
    return RunTable.taken(tx, ids);
  }

  @Override
  public int insert(List<NewRun> runs) throws SQLException {
    return RunTable.insert(tx, runs);
  }

  @Override
  public void markRan(Collection<NodeAt> nodes) throws SQLException {
    mark(MARK_SEVERAL_RAN, nodes);
  }

  @Override
  public void markUncertain(Collection<NodeAt> nodes) throws SQLException {
    mark(MARK_SEVERAL_UNCERTAIN, nodes);
  }

  private void mark(String sql, Collection<NodeAt> nodes) throws SQLException {
    if (!nodes.isEmpty()) {
      tx.update(
          sql, Transaction.array(nodes, NodeAt::platform), Transaction.array(nodes, NodeAt::node));
    }
  }
}
