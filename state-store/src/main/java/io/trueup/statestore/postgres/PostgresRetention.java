package io.trueup.statestore.postgres;

import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Retention by functions of the database, which keep what explains a present state. */
final class PostgresRetention implements RecordRetention {

  private static final String MAKE_MONTHS = "SELECT make_run_months(?) AS made";

  private static final String PRUNE =
      """
      SELECT moved, removed, is_done, all_removed, before
        FROM prune(?, ?::interval, ?)
      """;

  /** Of a table and its partitions. */
  private static final String SIZE =
      """
      SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS rows,
             coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes
        FROM unnest(?::text[]) AS t (name)
       CROSS JOIN LATERAL (SELECT to_regclass('trueup.' || t.name) AS oid
                            UNION ALL
                           SELECT i.inhrelid::regclass
                             FROM pg_inherits AS i
                            WHERE i.inhparent = to_regclass('trueup.' || t.name)) AS r
        JOIN pg_class AS c ON c.oid = r.oid
       WHERE c.relkind = 'r'
      """;

  private static final String KEPT =
      """
      SELECT c.relname AS name,
             greatest(c.reltuples, 0)::bigint AS rows,
             pg_total_relation_size(c.oid) AS bytes
        FROM pg_class AS c
       WHERE c.relnamespace = 'trueup'::regnamespace
         AND c.relkind = 'r'
         AND NOT c.relispartition
         AND c.relname <> ALL (?::text[])
         AND c.relname <> 'flyway_schema_history'
       ORDER BY bytes DESC, name
      """;

  private static final String STRAYS = "SELECT count(*) AS strays FROM run_history_rest";

  private static final String PASSES =
      """
      SELECT s.kind, s.before, s.moved, s.removed, s.started_at, s.ended_at
        FROM retention_sweep AS s
       WHERE s.id IN (SELECT max(n.id) FROM retention_sweep AS n GROUP BY n.kind)
       ORDER BY s.id
      """;

  /** Whole months of runs; other records are counted. */
  private static final String RUNS_OVER =
      """
      SELECT (SELECT min(f.began_at)
                FROM (SELECT began_at FROM run_history
                       UNION ALL
                      (SELECT began_at FROM run ORDER BY number LIMIT 1)) AS f) AS oldest,
             (SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint
                FROM pg_inherits AS i
                JOIN pg_class AS c ON c.oid = i.inhrelid
               WHERE i.inhparent = to_regclass('trueup.run_history')
                 AND run_month(c.relname) + interval '1 month' <= ?) AS over
      """;

  private static final String DELIVERIES_OVER =
      over("delivery AS r", "r.received_at", "r.received_at");
  private static final String STEPS_OVER =
      over("step AS r JOIN rollout AS o ON o.id = r.rollout", "o.started_at", "o.ended_at");
  private static final String NODE_CHANGES_OVER =
      over(
          "node_delta AS r JOIN platform AS p ON p.id = r.platform JOIN version AS v ON v.source ="
              + " p.source AND v.sequence = r.sequence",
          "v.decided_at",
          "v.decided_at");
  private static final String DRIFT_OVER = over("drift AS r", "r.found_at", "r.ended_at");
  private static final String LEASES_OVER =
      over("model_lease AS r", "r.taken_at", "coalesce(r.ended_at, r.expires_at)");

  private static final int FARTHEST = 12;

  private record Age(@Nullable Instant oldest, long over) {}

  private final Database database;

  PostgresRetention(Database database) {
    this.database = database;
  }

  private static String over(String rows, String made, String over) {
    return "SELECT min(%s) AS oldest, count(*) FILTER (WHERE %s < ?) AS over FROM %s"
        .formatted(made, over, rows);
  }

  private static List<String> tables(RetentionKind kind) {
    return switch (kind) {
      case RUNS -> List.of("run", "run_history", "run_kept");
      case DELIVERIES -> List.of("delivery");
      case STEPS -> List.of("step");
      case NODE_CHANGES -> List.of("node_delta");
      case DRIFT -> List.of("drift");
      case LEASES -> List.of("model_lease");
    };
  }

  private static String over(RetentionKind kind) {
    return switch (kind) {
      case RUNS -> RUNS_OVER;
      case DELIVERIES -> DELIVERIES_OVER;
      case STEPS -> STEPS_OVER;
      case NODE_CHANGES -> NODE_CHANGES_OVER;
      case DRIFT -> DRIFT_OVER;
      case LEASES -> LEASES_OVER;
    };
  }

  @Override
  public int makeMonths(Lease lease, int ahead) {
    return database.inTransaction(
        "make partitions",
        tx -> {
          PostgresLeases.fence(tx, lease, RESOURCE);
          return tx.queryExactlyOne(
              MAKE_MONTHS, row -> row.count("made"), Math.min(ahead, FARTHEST));
        });
  }

  @Override
  public Batch prune(Lease lease, RetentionKind kind, @Nullable Duration keep, int most) {
    return database.inTransaction(
        "remove old %s".formatted(kind.key()),
        tx -> {
          tx.takeLong();
          PostgresLeases.fence(tx, lease, RESOURCE);
          return tx.queryExactlyOne(PRUNE, PostgresRetention::batch, kind.key(), keep, most);
        });
  }

  private static Batch batch(Row row) throws SQLException {
    return new Batch(
        row.number("moved"),
        row.number("removed"),
        row.isTrue("is_done"),
        row.number("all_removed"),
        row.instant("before"));
  }

  @Override
  public Usage usage(RetentionKind kind, @Nullable Duration keep) {
    return database.inTransaction(
        "measure %s".formatted(kind.key()),
        tx -> {
          tx.takeLong();
          var before = keep == null ? Instant.EPOCH : tx.now().minus(keep);
          var strays =
              kind == RetentionKind.RUNS
                  ? tx.queryExactlyOne(STRAYS, row -> row.number("strays"))
                  : 0L;
          var age =
              tx.queryExactlyOne(
                  over(kind),
                  row -> new Age(row.optionalInstant("oldest"), row.number("over")),
                  before);
          return tx.queryExactlyOne(
              SIZE,
              row ->
                  new Usage(
                      kind,
                      row.number("rows"),
                      row.number("bytes"),
                      age.oldest(),
                      age.over(),
                      strays),
              tables(kind));
        });
  }

  @Override
  public List<KeptTable> keptTables() {
    var pruned =
        Arrays.stream(RetentionKind.values())
            .map(PostgresRetention::tables)
            .flatMap(List::stream)
            .toList();
    return database.inTransaction(
        "measure the tables that are kept",
        tx ->
            tx.query(
                KEPT,
                row -> new KeptTable(row.text("name"), row.number("rows"), row.number("bytes")),
                pruned));
  }

  @Override
  public List<Pass> passes() {
    return database.inTransaction(
        "read what was removed",
        tx ->
            tx.query(
                PASSES,
                row ->
                    new Pass(
                        RetentionKind.of(row.text("kind")).orElseThrow(),
                        row.instant("before"),
                        row.number("moved"),
                        row.number("removed"),
                        row.instant("started_at"),
                        row.optionalInstant("ended_at"))));
  }
}
