package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.engine.RetentionRules;
import io.trueup.listener.lab.bench.RetentionReport.Pass;
import io.trueup.listener.lab.bench.RetentionReport.TableYear;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a year of 10,000 jobs an hour takes in the state database, by table, with and without the
 * default rules: a month of it is written to a separate Postgres, scaled down by a factor, and
 * extrapolated.
 */
public final class RetentionBenchmark {

  private static final int BATCH = 2_000;
  private static final double DAYS_A_YEAR = 365;

  /** Runs are a week in {@code run}, and a pass a day moves them. */
  private static final double DAYS_IN_RUN = 8;

  /** A month goes when its last day is over its time. */
  private static final double HALF_A_MONTH = 15;

  private static final int YEARS = 2;

  private static final Map<String, RetentionKind> RULED =
      Map.ofEntries(
          Map.entry("run_history", RetentionKind.RUNS),
          Map.entry("delivery", RetentionKind.DELIVERIES),
          Map.entry("step", RetentionKind.STEPS),
          Map.entry("node_delta", RetentionKind.NODE_CHANGES),
          Map.entry("schema_batch", RetentionKind.STATEMENTS),
          Map.entry("schema_statement", RetentionKind.STATEMENTS),
          Map.entry("gate_history", RetentionKind.GATES),
          Map.entry("pointer_history", RetentionKind.POINTERS),
          Map.entry("audit_entry", RetentionKind.AUDIT),
          Map.entry("audit_link", RetentionKind.AUDIT));

  private static final List<String> TABLES =
      List.of(
          "run",
          "run_history",
          "audit_entry",
          "audit_link",
          "schema_statement",
          "schema_batch",
          "node_delta",
          "step",
          "pointer_history",
          "delivery",
          "gate_history",
          "version",
          "version_impact",
          "rollout");

  private final Map<String, Object> machine = MachineFacts.facts();
  private final RetentionMonth month;
  private final ProgressLog progress;
  private final Connection connection;

  private RetentionBenchmark(RetentionMonth month, ProgressLog progress, Connection connection) {
    this.month = month;
    this.progress = progress;
    this.connection = connection;
  }

  /**
   * Measures, in a temporary folder that is removed afterwards.
   *
   * @param factor of the load; above 0, at most 1
   * @param progress receives a line for each stage
   * @throws BenchException when the database fails
   */
  public static RetentionReport run(
      double factor, ProcessEnvironment environment, PrintWriter progress) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException(
          "The factor must be above 0 and at most 1, not %s".formatted(factor));
    }
    var folder = Bench.temporaryFolder();
    try (var postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(
                folder.resolve("data"),
                Objects.requireNonNull(environment.postgresCache()),
                0,
                false))) {
      postgres.createDatabase("trueup");
      PostgresStateStore.open(
              new DatabaseSettings(
                  postgres.jdbcUrl("trueup"),
                  postgres.superuser(),
                  postgres.password(),
                  2,
                  Duration.ofSeconds(30)))
          .close();
      var properties = new Properties();
      properties.setProperty("user", postgres.superuser());
      properties.setProperty("password", postgres.password());
      try (var connection = DriverManager.getConnection(postgres.jdbcUrl("trueup"), properties)) {
        return new RetentionBenchmark(
                new RetentionMonth(factor), new ProgressLog(progress), connection)
            .measure();
      }
    } catch (SQLException e) {
      throw new BenchException("Cannot measure retention: " + e.getMessage(), e);
    } finally {
      Bench.delete(folder);
    }
  }

  private RetentionReport measure() throws SQLException {
    executeAll(RetentionMonth.parents());
    progress.log(
        "writing a month: %,d runs a day, %,d merges".formatted(month.runsADay(), month.merges()));
    for (var day = 1; day <= RetentionMonth.DAYS; day++) {
      executeAll(month.runs(day));
    }
    executeAll(month.mergesAndMoves());
    execute("VACUUM ANALYZE");
    var runBytes = bytesPerRow("run");
    progress.log("building indexes as migrations do");
    var passes = new ArrayList<Pass>();
    passes.add(index("run", "run_parts"));
    passes.add(index("schema_statement", "schema_statement_node"));
    passes.add(index("delivery", "delivery_repeats"));
    progress.log("moving runs to their history");
    passes.add(pass("runs moved to their history", RetentionKind.RUNS, null));
    var tables = new ArrayList<TableYear>();
    for (var table : TABLES) {
      tables.add(table(table, runBytes));
    }
    progress.log("removing what is older than a week");
    passes.add(pass("changes of nodes removed", RetentionKind.NODE_CHANGES, "7 days"));
    passes.add(pass("steps removed", RetentionKind.STEPS, "7 days"));
    passes.add(pass("statements removed", RetentionKind.STATEMENTS, "7 days"));
    passes.add(pass("audit verified and removed", RetentionKind.AUDIT, "7 days"));
    return new RetentionReport(month.factor(), machine, tables, passes);
  }

  private TableYear table(String table, double runBytes) throws SQLException {
    var perRow = table.equals("run") ? runBytes : bytesPerRow(table);
    var rows =
        rows(table.equals("run_history") || table.equals("run") ? "run" : table)
            + (table.startsWith("run") ? rows("run_history") : 0);
    var perYear = rows / month.factor() / RetentionMonth.DAYS * DAYS_A_YEAR;
    // Without rules a run is moved too, and stays: it counts in its history, not in both.
    var without = table.equals("run") ? 0 : perYear * perRow;
    return new TableYear(
        table, Math.round(perYear), perRow, without, perYear * perRow * years(table));
  }

  /** How many years of a table's rows are there after two years of the default rules. */
  private static double years(String table) {
    if (table.equals("run")) {
      return DAYS_IN_RUN / DAYS_A_YEAR;
    }
    var kind = RULED.get(table);
    var keep = kind == null ? null : RetentionRules.DEFAULT.of(kind).orElse(null);
    if (keep == null) {
      return YEARS;
    }
    var days = keep.toDays() + (kind == RetentionKind.RUNS ? HALF_A_MONTH - DAYS_IN_RUN : 0);
    return Math.min(days / DAYS_A_YEAR, YEARS);
  }

  /** Builds an index that a migration builds on a table that may have grown for years. */
  private Pass index(String table, String name) throws SQLException {
    var definition = text("SELECT pg_get_indexdef('trueup.%s'::regclass)".formatted(name));
    execute("DROP INDEX trueup." + name);
    var started = System.nanoTime();
    execute(definition);
    var seconds = (System.nanoTime() - started) / 1e9;
    return new Pass(
        "rows of %s indexed by %s".formatted(table, name), rows(table), seconds, seconds * 1e3);
  }

  private Pass pass(String what, RetentionKind kind, @Nullable String keep) throws SQLException {
    var started = System.nanoTime();
    var longest = 0L;
    var rows = 0L;
    try (var prune =
        connection.prepareStatement(
            "SELECT moved + removed, is_done FROM trueup.prune(?, ?::interval, ?)")) {
      prune.setString(1, kind.key());
      prune.setString(2, keep);
      prune.setInt(3, BATCH);
      for (var isDone = false; !isDone; ) {
        var before = System.nanoTime();
        try (var batch = prune.executeQuery()) {
          batch.next();
          rows += batch.getLong(1);
          isDone = batch.getBoolean(2);
        }
        longest = Math.max(longest, System.nanoTime() - before);
      }
    }
    return new Pass(what, rows, (System.nanoTime() - started) / 1e9, longest / 1e6);
  }

  private double bytesPerRow(String table) throws SQLException {
    return (double)
            number(
                """
                SELECT pg_total_relation_size(c.oid)
                       + coalesce((SELECT sum(pg_total_relation_size(p.relid))
                                     FROM pg_partition_tree(c.oid) AS p
                                    WHERE p.level > 0), 0)
                  FROM pg_class AS c
                 WHERE c.oid = 'trueup.%s'::regclass
                """
                    .formatted(table))
        / Math.max(1, rows(table));
  }

  private long rows(String table) throws SQLException {
    return number("SELECT count(*) FROM trueup." + table);
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  private String text(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void executeAll(List<String> statements) throws SQLException {
    for (var each : statements) {
      execute(each);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
