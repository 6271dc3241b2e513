package io.trueup.statestore.postgres;

import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  private static final String PREVIEW =
      """
      SELECT p.before, p.removable
        FROM removal_preview(?, ?::interval) AS p
      """;

  /** Numbers grow with time, so that the first of each platform and month is enough. */
  private static final String OLDEST_RUN =
      """
      SELECT min(f.began_at) AS oldest
        FROM platform AS p
       CROSS JOIN LATERAL ((SELECT h.began_at
                              FROM run_history AS h
                             WHERE h.platform = p.id
                             ORDER BY h.number
                             LIMIT 1)
                            UNION ALL
                           (SELECT u.began_at
                              FROM run AS u
                             WHERE u.platform = p.id
                             ORDER BY u.number
                             LIMIT 1)) AS f
      """;

  /** The oldest node change of each platform; as of the version that brought it. */
  private static final String OLDEST_NODE_CHANGE =
      """
      SELECT min(v.decided_at) AS oldest
        FROM platform AS p
       CROSS JOIN LATERAL (SELECT d.sequence
                             FROM node_delta AS d
                            WHERE d.platform = p.id
                            ORDER BY d.sequence
                            LIMIT 1) AS f
        JOIN version AS v ON v.source = p.source AND v.sequence = f.sequence
      """;

  private static final String OLDEST_STEP =
      """
      SELECT r.started_at AS oldest
        FROM (SELECT s.rollout FROM step AS s ORDER BY s.rollout LIMIT 1) AS f
        JOIN rollout AS r ON r.id = f.rollout
      """;

  private static final int FARTHEST = 12;

  private final Database database;

  PostgresRetention(Database database) {
    this.database = database;
  }

  private static List<String> tables(RetentionKind kind) {
    return switch (kind) {
      case RUNS -> List.of("run", "run_history", "run_kept");
      case DELIVERIES -> List.of("delivery");
      case STEPS -> List.of("step");
      case NODE_CHANGES -> List.of("node_delta");
      case DRIFT -> List.of("drift");
      case LEASES -> List.of("model_lease");
      case STATEMENTS -> List.of("schema_statement", "schema_batch");
      case GATES -> List.of("gate_history");
      case WINDOWS -> List.of("window_history");
      case POINTERS -> List.of("pointer_history");
      case EVENTS -> List.of("state_change");
      case AUDIT -> List.of("audit_entry", "audit_link");
    };
  }

  private static String oldest(RetentionKind kind) {
    return switch (kind) {
      case RUNS -> OLDEST_RUN;
      case DELIVERIES -> first("delivery", "id", "received_at");
      case STEPS -> OLDEST_STEP;
      case NODE_CHANGES -> OLDEST_NODE_CHANGE;
      case DRIFT -> first("drift", "id", "found_at");
      case LEASES -> first("model_lease", "number", "taken_at");
      case STATEMENTS -> first("schema_batch", "id", "began_at");
      case GATES -> first("gate_history", "id", "at");
      case WINDOWS -> first("window_history", "id", "at");
      case POINTERS -> first("pointer_history", "id", "at");
      case EVENTS -> first("state_change", "id", "at");
      case AUDIT -> first("audit_entry", "id", "at");
    };
  }

  private static String first(String table, String number, String made) {
    return "SELECT %s AS oldest FROM %s ORDER BY %s LIMIT 1".formatted(made, table, number);
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
  public Usage usage(RetentionKind kind) {
    return database.inTransaction(
        "measure %s".formatted(kind.key()),
        tx -> {
          var strays =
              kind == RetentionKind.RUNS
                  ? tx.queryExactlyOne(STRAYS, row -> row.number("strays"))
                  : 0L;
          var oldest =
              tx
                  .query(oldest(kind), row -> Optional.ofNullable(row.optionalInstant("oldest")))
                  .stream()
                  .flatMap(Optional::stream)
                  .findFirst();
          return tx.queryExactlyOne(
              SIZE,
              row ->
                  new Usage(
                      kind, row.number("rows"), row.number("bytes"), oldest.orElse(null), strays),
              tables(kind));
        });
  }

  @Override
  public Preview preview(RetentionKind kind, @Nullable Duration keep) {
    return database.inTransaction(
        "preview what is removed of %s".formatted(kind.key()),
        tx -> {
          tx.takeLong();
          return tx.queryExactlyOne(
              PREVIEW,
              row -> new Preview(kind, row.optionalInstant("before"), row.number("removable")),
              kind.key(),
              keep);
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
