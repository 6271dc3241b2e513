package io.trueup.statestore.postgres;

import static io.trueup.statestore.postgres.Story.ACME;
import static io.trueup.statestore.postgres.Story.ANN;
import static io.trueup.statestore.postgres.Story.INGEST;
import static io.trueup.statestore.postgres.Story.LIVE;
import static io.trueup.statestore.postgres.Story.WAREHOUSE;
import static io.trueup.statestore.postgres.Story.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PhysicalNames.Filter;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PhysicalNames.Position;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With large tables, the store reads none of them from end to end. */
class LargeTablesTest {

  private static final int ROWS = 5_000;
  private static final int MANY_ROWS = 50_000;

  /** A prepared statement is planned for all values at once after ten executions. */
  private static final int REPETITIONS = 12;

  private static final RunId RUN = new RunId("fedcba9876543210fedcba9876543210");

  @Test
  void readsNoLargeTableFromEndToEnd() {
    try (var database = new StoreDatabase()) {
      try (var store = database.open()) {
        new Story(store).writeAll();
      }
      grow(database);
      database.asSuperuser("SELECT pg_stat_reset()");

      try (var store = database.open()) {
        for (var i = 0; i < REPETITIONS; i++) {
          read(store);
        }
        write(store);
      }

      database.awaitAlone();
      assertThat(
              database.asSuperuser(
                  """
                  SELECT coalesce(string_agg(c.relname || ' ' || t.seq_scan || ' times', ', '
                                             ORDER BY c.relname),
                                  'none')
                    FROM pg_stat_user_tables AS t
                    JOIN pg_class AS c ON c.oid = t.relid
                   WHERE t.schemaname = 'trueup'
                     AND t.seq_scan > 0
                     AND c.reltuples >= %d
                  """
                      .formatted(ROWS)))
          .isEqualTo("none");
    }
  }

  private static void read(StateStore store) {
    store.platforms().all();
    store.platforms().find(LIVE);
    for (var limit : List.of(1, 20, 100)) {
      store.versions().newest(null, limit);
      store.versions().newest(ACME, limit);
      store.deliveries().newest(null, limit);
      store.deliveries().newest(ACME, limit);
      store.audit().newest(null, limit);
      store.audit().newest(Lease.resource(ACME), limit);
      store.audit().links(1, limit);
      store.runs().newest(LIVE, limit);
      store.rollouts().newest(LIVE, limit);
      store.rollouts().allNodes(LIVE, "", limit);
      store.rollouts().blockedNodes(LIVE, "", limit);
      store.rollouts().steps(1, limit);
      store.versions().delta(LIVE, 2, limit);
      store
          .names()
          .search(
              LIVE, new Filter(WAREHOUSE, null, null, null), new Position("", "", "", ""), limit);
    }
    store.versions().find(ACME, 2);
    store.versions().verdictSince(ACME);
    store.deliveries().find(1);
    store.deliveries().attributions(ACME, List.of(new CommitId("%040x".formatted(1))));
    // With a merge that no delivery announced, gaps between deliveries are read.
    store.sources().request(ACME);
    var lease = store.leases().claim(Lease.resource(ACME), "daemon-1", Story.HOUR).orElseThrow();
    var head = new CommitId("%040x".formatted(99));
    store.versions().record(lease, ACME, 1_000, head, List.of());
    store.deliveries().arrivals();
    store.runs().find(RUN);
    store.runs().live(LIVE);
    store.rollouts().node(LIVE, INGEST);
    store.rollouts().nodes(LIVE, List.of(INGEST));
    store.rollouts().awaitingNodes(LIVE);
    store.rollouts().retiringNodes(LIVE);
    store.rollouts().appliedNodes(LIVE);
    store.statements().open(WAREHOUSE, LIVE);
    store.names().ofNodes(WAREHOUSE, LIVE, List.of(INGEST));
    var customers = new ModelName("RELATION", "Live/NW_Data/customers/merge");
    store.names().find(WAREHOUSE, LIVE, List.of(customers));
    store.names().forms(WAREHOUSE, LIVE, List.of(customers));
  }

  private static void write(StateStore store) {
    var story = new Story(store);
    story.merge(5, new NodeDelta(INGEST, fingerprint(3), fingerprint(5), "one more column"));
    story.reconcileAtNodeTime(RUN);
    store.runs().prolong(RUN, Duration.ofMinutes(1));
    store.runs().end(RUN, true);
    story.changeTables();
    var customers = new ModelName("RELATION", "Live/NW_Data/customers/merge");
    store.names().recordForms(WAREHOUSE, LIVE, Map.of(customers, "form"));
    store.names().retire(WAREHOUSE, LIVE, List.of(INGEST));
    var lease = story.platformLease();
    store.runs().lockNodes(lease, LIVE, List.of(INGEST));
    var rollout = store.rollouts().newest(LIVE, 1).getFirst().id();
    store.rollouts().recheckPlan(lease, rollout);
    store.rollouts().beginSteps(lease, rollout, 10, (_, _, _, _) -> false);
    store.platforms().resume(LIVE, ANN, "the quarter is over");
  }

  /** Adds thousands of rows to those of the story. */
  private static void grow(StoreDatabase database) {
    copy(database, "version", "'sequence', 46000 + g, 'accepted', g % 2 = 0");
    copy(database, "node_delta", "'sequence', 46000 + g");
    copy(database, "rollout", "'id', -g, 'state', 'SUPERSEDED'");
    copy(database, "step", "'rollout', -g");
    copy(database, "node", "'key', 'Ingest/Live/S' || g, 'state', 'REALIZED'");
    copy(database, "run", "'number', -g, 'id', g::text, 'state', 'SUCCEEDED'");
    copy(database, "pointer_history", "'id', -g");
    copy(database, "delivery", "'id', -g, 'delivery_id', 'd' || g, 'generation', 0");
    copy(database, "attribution", "'commit', lpad(g::text, 40, 'f')");
    copy(database, "audit_entry", "'id', -g");
    copy(database, "audit_link", "'position', 1000 + g, 'entry', -g");
    copy(database, "schema_batch", "'id', -g");
    copy(database, "schema_statement", "'batch', -g");
    copy(
        database,
        "physical_name",
        "'id', -g, 'name', 'n' || g, 'logical', 'Live/S' || g, 'node', 'Ingest/Live/S' || g");
    // Problems and impacts are read for a hundred versions at once.
    add(database, "version_impact", "'acme', 1000 + g, platform, type, policy, graph, 0, 1, 0");
    add(
        database,
        "version_problem",
        "'acme', 1000 + g, 1, rule, severity, file, 1, 1, message, remedy");
    database.asSuperuser("VACUUM ANALYZE");
  }

  /** Copies one row of a table, with some columns changed. */
  private static void copy(StoreDatabase database, String table, String changes) {
    database.asSuperuser(
        """
        SET session_replication_role = replica;
        INSERT INTO trueup.%1$s OVERRIDING SYSTEM VALUE
        SELECT n.*
          FROM trueup.%1$s AS t,
               generate_series(1, %2$d) AS g,
               LATERAL jsonb_populate_record(t, jsonb_build_object(%3$s)) AS n
         WHERE t.ctid = (SELECT min(ctid) FROM trueup.%1$s)
        """
            .formatted(table, ROWS, changes));
  }

  /** The same for more rows, with every column given. */
  private static void add(StoreDatabase database, String table, String columns) {
    database.asSuperuser(
        """
        SET session_replication_role = replica;
        INSERT INTO trueup.%1$s
        SELECT %3$s
          FROM trueup.%1$s AS t,
               generate_series(1, %2$d) AS g
         WHERE t.ctid = (SELECT min(ctid) FROM trueup.%1$s)
        """
            .formatted(table, MANY_ROWS, columns));
  }
}
