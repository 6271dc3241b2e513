package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.postgres.database.RunResult;
import io.trueup.platforms.postgres.database.SchemaReconciler;
import io.trueup.platforms.postgres.database.SchemaReconciler.Session;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Measures the schema reconciler on an embedded Postgres with fsync: reading, planning and creating
 * many tables, and changing one of them, each compared with the simplest alternative.
 */
public final class SchemaBenchmark {

  private static final int ROUNDS = 5;

  /** Reading all tables one by one would take minutes. */
  private static final int READ_ONE_BY_ONE = 500;

  private static final int FEW = 100;
  private static final String DATABASE = "schemas";

  private final int tables;
  private final ProgressLog progress;
  private final Path folder;
  private final EmbeddedPostgres postgres;
  private final Map<String, Object> machine = MachineFacts.facts();
  private final List<Figure> figures = new ArrayList<>();

  private interface Work {
    void run() throws SQLException;
  }

  private SchemaBenchmark(
      int tables, ProgressLog progress, Path folder, EmbeddedPostgres postgres) {
    this.tables = tables;
    this.progress = progress;
    this.folder = folder;
    this.postgres = postgres;
  }

  /**
   * Measures, in a temporary folder that is removed afterwards.
   *
   * @param tables the number of tables, of twenty columns each
   * @param datasets the number of datasets that a whole daemon realizes on two platforms; 0 for no
   *     daemon
   * @param environment of the daemon's process
   * @throws BenchException when a measurement fails
   */
  public static BenchReport run(
      int tables, int datasets, ProcessEnvironment environment, PrintWriter progress) {
    var log = new ProgressLog(progress);
    var report = withoutDaemon(tables, environment, log);
    if (datasets == 0) {
      return report;
    }
    var create =
        report.figures().stream()
            .filter(it -> it.name().equals("schema.create"))
            .findFirst()
            .orElseThrow();
    var figures = new ArrayList<>(report.figures());
    figures.addAll(RolloutBenchmark.run(datasets, create, environment, log));
    return new BenchReport(report.machine(), report.data(), List.copyOf(figures));
  }

  private static BenchReport withoutDaemon(
      int tables, ProcessEnvironment environment, ProgressLog progress) {
    var folder = Bench.temporaryFolder();
    var binaries = Objects.requireNonNull(environment.postgresCache());
    try (var postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(folder.resolve("data"), binaries, 0, true))) {
      return new SchemaBenchmark(tables, progress, folder, postgres).measure();
    } catch (SQLException | IOException e) {
      throw new BenchException("Cannot measure schemas: " + e.getMessage(), e);
    } finally {
      Bench.delete(folder);
    }
  }

  private BenchReport measure() throws SQLException, IOException {
    var tasks = IntStream.range(0, tables).mapToObj(TableTask::numbered).toList();
    create(tasks);
    try (var reconciler = new SchemaReconciler(new NoJournal().environment())) {
      var session = open(reconciler, DATABASE);
      read(session, tasks);
      plan(session, tasks);
      changeOne(session, reconciler, tasks);
    }
    var data = new LinkedHashMap<String, Object>();
    data.put("tables", "%,d of %d columns".formatted(tables, TableTask.COLUMNS));
    data.put("postgres", "embedded, with fsync");
    return new BenchReport(machine, data, List.copyOf(figures));
  }

  private void create(List<TableTask> tasks) throws SQLException, IOException {
    progress.log("creating %,d tables".formatted(tables));
    var statements = statements(tasks);
    var plain = new PlainScript(postgres, folder).measure(statements);
    postgres.createDatabase(DATABASE);
    try (var reconciler = new SchemaReconciler(new NoJournal().environment())) {
      var session = open(reconciler, DATABASE);
      var seconds = seconds(() -> runAll(session, tasks));
      for (var script : plain) {
        figures.add(script);
        figures.add(
            Figure.of(
                    script.name().replace("script", "create"),
                    "Trueup runs the same statements",
                    statements.size() / seconds,
                    "1/s")
                .relativeTo(script));
      }
    }
  }

  /** The statements of the tasks in an empty database, in order. */
  private List<String> statements(List<TableTask> tasks) {
    postgres.createDatabase("nothing");
    try (var reconciler = new SchemaReconciler(new NoJournal().environment())) {
      return open(reconciler, "nothing").plan(tasks).values().stream()
          .flatMap(it -> it.statements().stream())
          .map(PlannedStatement::sql)
          .distinct()
          .toList();
    }
  }

  private void read(Session session, List<TableTask> tasks) throws SQLException {
    progress.log("reading the catalog");
    var names = new TreeSet<>(tasks.stream().map(TableTask::name).toList());
    var readSeconds = best(() -> session.read(names, List.of()));
    var eachMillis = eachByMetadata(tasks) * 1_000;
    var oneByOne =
        Figure.of("schema.metadata.each", "reading one table by JDBC's metadata", eachMillis, "ms");
    figures.add(oneByOne);
    figures.add(
        Figure.of(
                "schema.look.each",
                "reading all tables, per table",
                readSeconds * 1e3 / tables,
                "ms")
            .relativeTo(oneByOne));
    figures.add(Figure.of("schema.look", "reading all tables", readSeconds, "s"));
  }

  /** Reads as a program does that handles one table at a time. Returns the seconds per table. */
  private double eachByMetadata(List<TableTask> tasks) throws SQLException {
    var some = tasks.subList(0, Math.min(READ_ONE_BY_ONE, tasks.size()));
    try (var connection = connect(DATABASE)) {
      var metadata = connection.getMetaData();
      return seconds(() -> {
        for (var task : some) {
          var name = task.name();
          metadata.getTables(null, name.schema(), name.name(), null).close();
          try (var rows = metadata.getColumns(null, name.schema(), name.name(), null)) {
            while (rows.next()) {
              rows.getString("TYPE_NAME");
            }
          }
          metadata.getPrimaryKeys(null, name.schema(), name.name()).close();
          metadata.getIndexInfo(null, name.schema(), name.name(), false, true).close();
        }
      })
          / some.size();
    }
  }

  private void plan(Session session, List<TableTask> tasks) throws SQLException {
    progress.log("planning all tables");
    var names = tasks.stream().map(TableTask::name).toList();
    var actual = session.read(names, List.of());
    figures.add(
        Figure.of(
            "schema.plan",
            "planning all, on existing tables",
            best(() -> plans(actual, tasks)),
            "s"));
    figures.add(
        Figure.of(
            "schema.plan.new",
            "planning all as new",
            best(() -> plans(ActualSchema.EMPTY, tasks)),
            "s"));
    figures.add(
        Figure.of(
            "schema.nothing",
            "a run that finds nothing to do",
            best(() -> runAll(session, tasks)),
            "s"));
  }

  private static void plans(ActualSchema actual, List<TableTask> tasks) {
    for (var task : tasks) {
      task.plan(actual.only(task.relations()));
    }
  }

  private void changeOne(Session session, SchemaReconciler reconciler, List<TableTask> tasks)
      throws SQLException {
    progress.log("changing one table");
    postgres.createDatabase("few");
    var few = open(reconciler, "few");
    runAll(few, tasks.subList(0, Math.min(FEW, tables)));
    var fewSeconds = changes(few);
    var baseline =
        Figure.of("schema.one.few", "changing one of %d".formatted(FEW), fewSeconds * 1e3, "ms");
    figures.add(baseline);
    figures.add(
        Figure.of("schema.one", "changing one of all", changes(session) * 1e3, "ms")
            .relativeTo(baseline));
  }

  /** The seconds for adding a column to one table, the minimum of several runs. */
  private static double changes(Session session) throws SQLException {
    var least = Double.MAX_VALUE;
    for (var i = 0; i < ROUNDS; i++) {
      var task = TableTask.numbered(i).withExtraColumn();
      least = Math.min(least, seconds(() -> runAll(session, List.of(task))));
    }
    return least;
  }

  private static void runAll(Session session, List<TableTask> tasks) {
    var context = new StepContext("bench/Live", "a benchmark", () -> {});
    if (session.run(context, tasks, ApplyOptions.SAFE) instanceof RunResult.Ran(var outcomes)) {
      outcomes.values().stream()
          .filter(it -> !(it instanceof StepOutcome.Done))
          .findFirst()
          .ifPresent(it -> {
            throw new BenchException("A table was not created: " + it, null);
          });
    }
  }

  private Session open(SchemaReconciler reconciler, String database) {
    var at = new ContainerDatabase("localhost", postgres.port(), database);
    return reconciler.open(
        at,
        "benchmark",
        new Login(
            new UserPassword(postgres.superuser(), new Secret(postgres.password())),
            ConnectionSecurity.defaultFor(at.endpoint())));
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(database), postgres.superuser(), postgres.password());
  }

  private static double best(Work work) throws SQLException {
    var least = Double.MAX_VALUE;
    for (var i = 0; i < ROUNDS; i++) {
      least = Math.min(least, seconds(work));
    }
    return least;
  }

  private static double seconds(Work work) throws SQLException {
    var start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** The same statements as a script, run by the simplest client available. */
  private record PlainScript(EmbeddedPostgres postgres, Path folder) {

    private static final int PER_TRANSACTION = 300;

    List<Figure> measure(List<String> statements) throws SQLException, IOException {
      var hasPsql = hasPsql();
      var how = hasPsql ? "psql" : "JDBC, as there is no psql,";
      return List.of(
          rate("schema.script", how + " runs the same script", statements, 1, hasPsql),
          rate(
              "schema.script.transactions",
              how + " runs it in transactions of %d".formatted(PER_TRANSACTION),
              statements,
              PER_TRANSACTION,
              hasPsql));
    }

    private Figure rate(
        String name, String what, List<String> statements, int perTransaction, boolean hasPsql)
        throws SQLException, IOException {
      var database = name.replace('.', '_');
      postgres.createDatabase(database);
      var lines = new ArrayList<String>();
      for (var i = 0; i < statements.size(); i += perTransaction) {
        var some = statements.subList(i, Math.min(statements.size(), i + perTransaction));
        lines.add(
            perTransaction == 1
                ? some.getFirst() + ";"
                : "BEGIN;\n" + String.join(";\n", some) + ";\nCOMMIT;");
      }
      var seconds = hasPsql ? psql(database, lines) : jdbc(database, lines);
      return Figure.of(name, what, statements.size() / seconds, "1/s");
    }

    private static boolean hasPsql() {
      try {
        return new ProcessBuilder("psql", "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
      } catch (IOException _) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchException("Interrupted", e);
      }
    }

    private double psql(String database, List<String> lines) throws SQLException, IOException {
      var script = Files.write(folder.resolve(database + ".sql"), lines);
      var builder =
          new ProcessBuilder(
                  "psql",
                  "-X",
                  "-q",
                  "-v",
                  "ON_ERROR_STOP=1",
                  "-h",
                  "localhost",
                  "-p",
                  Integer.toString(postgres.port()),
                  "-U",
                  postgres.superuser(),
                  "-d",
                  database,
                  "-f",
                  script.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("PGPASSWORD", postgres.password());
      return seconds(() -> {
        try {
          if (builder.start().waitFor() != 0) {
            throw new BenchException("Cannot run with psql: " + script, null);
          }
        } catch (IOException e) {
          throw new BenchException("Cannot start psql: " + e.getMessage(), e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new BenchException("Interrupted", e);
        }
      });
    }

    private double jdbc(String database, List<String> lines) throws SQLException {
      try (var connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl(database), postgres.superuser(), postgres.password());
          var statement = connection.createStatement()) {
        return seconds(() -> {
          for (var line : lines) {
            statement.execute(line);
          }
        });
      }
    }
  }
}
