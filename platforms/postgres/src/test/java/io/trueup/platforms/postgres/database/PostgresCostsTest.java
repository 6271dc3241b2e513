package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.relational.schema.TestSchemas.T;
import static io.trueup.platforms.relational.schema.TestSchemas.V;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.Grant;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.PlannedStatement.Mode;
import io.trueup.platforms.relational.schema.PostgresCosts;
import io.trueup.platforms.relational.schema.PostgresSql;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.Safety;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.relational.schema.TableLock;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the declared cost of each change with that in a real Postgres, on a table with rows. */
@Timeout(120)
class PostgresCostsTest {

  private static final Map<String, TableLock> LOCKS =
      Map.of(
          "AccessShareLock", TableLock.ACCESS_SHARE,
          "ShareUpdateExclusiveLock", TableLock.SHARE_UPDATE_EXCLUSIVE,
          "ShareLock", TableLock.SHARE,
          "ShareRowExclusiveLock", TableLock.SHARE_ROW_EXCLUSIVE,
          "AccessExclusiveLock", TableLock.ACCESS_EXCLUSIVE);

  private static final ObjectName P = new ObjectName("live", "p");
  private static final ObjectName EMPTY = new ObjectName("live", "empty");
  private static final CheckConstraint CHECK = CheckConstraint.of("name", "length(name) < 100");

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestPostgres.freshDatabase();
    execute(
        "CREATE SCHEMA live",
        "CREATE SCHEMA live__w",
        "CREATE SCHEMA nothing",
        """
        CREATE TABLE live.t (
          id integer NOT NULL, name varchar(40), price numeric(10,2), at timestamp(3), b bigint,
          s smallint, i integer, r real, d date, needed text NOT NULL,
          checked varchar(40) CHECK (checked <> ''), pended varchar(40),
          CONSTRAINT proven CHECK (name IS NOT NULL),
          CONSTRAINT old_trueup_12345678 CHECK (id > 0))
        """,
        "CREATE TABLE live.p (id integer NOT NULL, name varchar(40)) PARTITION BY HASH (id)",
        "CREATE TABLE live.p0 PARTITION OF live.p FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        "CREATE TABLE live.empty (id integer NOT NULL, name varchar(40))",
        """
        INSERT INTO live.t
        SELECT i, 'n' || i, i, now(), i, 1, 1, 1, now(), 'x' FROM generate_series(1, 5000) i
        """,
        "INSERT INTO live.p SELECT i, 'n' || i FROM generate_series(1, 5000) i",
        "ALTER TABLE live.t ADD CONSTRAINT pending CHECK (id > -1) NOT VALID",
        "ALTER TABLE live.t ADD CONSTRAINT pended CHECK (pended <> '') NOT VALID",
        "CREATE UNIQUE INDEX t_id ON live.t (id)",
        "CREATE VIEW live__w.t AS SELECT id FROM live.t",
        "DO $$ BEGIN CREATE ROLE costs_reader; EXCEPTION WHEN duplicate_object THEN END $$",
        "DO $$ BEGIN CREATE ROLE costs_gone; EXCEPTION WHEN duplicate_object THEN END $$");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** All kinds of change; {@link #coversEveryChange} notices a missing one. */
  static List<SchemaChange> changes() {
    return List.of(
        new SchemaChange.CreateSchema("other"),
        new SchemaChange.CreateRole("costs_other"),
        new SchemaChange.CreateTable(
            DesiredTable.of(
                new ObjectName("live", "n"),
                List.of(ColumnDefinition.of("id", "integer", false)),
                List.of("id"),
                "")),
        new SchemaChange.AddColumn(T, ColumnDefinition.of("z", "text", true)),
        new SchemaChange.AddColumn(T, new ColumnDefinition("z", "integer", false, null, "0", null)),
        widen("name", "character varying(40)", "character varying(80)"),
        widen("name", "character varying(40)", "text"),
        widen("checked", "character varying(40)", "text"),
        widen("price", "numeric(10,2)", "numeric(12,2)"),
        widen("price", "numeric(10,2)", "numeric"),
        widen("price", "numeric(10,2)", "numeric(12,4)"),
        widen("at", "timestamp(3) without time zone", "timestamp without time zone"),
        widen("i", "integer", "bigint"),
        widen("b", "bigint", "numeric(20,0)"),
        widen("s", "smallint", "integer"),
        widen("r", "real", "double precision"),
        widen("d", "date", "timestamp without time zone"),
        new SchemaChange.WidenColumns(
            EMPTY, List.of(new Widening("id", "integer", "bigint", null))),
        new SchemaChange.DropNotNull(T, "needed"),
        new SchemaChange.SetNotNull(T, "name"),
        new SchemaChange.AddCheck(T, CHECK),
        new SchemaChange.ValidateCheck(T, "pending"),
        new SchemaChange.DropCheck(T, "old_trueup_12345678"),
        new SchemaChange.CreateIndex(T, TableIndex.of(T, List.of("name"), false), false),
        new SchemaChange.CreateIndex(P, TableIndex.of(P, List.of("name"), false), false),
        new SchemaChange.CreateIndex(T, TableIndex.of(T, List.of("b"), false), true),
        new SchemaChange.DropInvalidIndex(T, TableIndex.of(T, List.of("b"), false).name()),
        new SchemaChange.AddPrimaryKey(T, List.of("id"), "t_id"),
        new SchemaChange.AddPrimaryKey(T, List.of("id"), null),
        new SchemaChange.AddPrimaryKey(EMPTY, List.of("id"), null),
        new SchemaChange.AddPrimaryKey(P, List.of("id"), null),
        new SchemaChange.CreatePartition(new ObjectName("live", "n0"), NEW, 0, 1),
        new SchemaChange.CreateView(view("n", "id")),
        new SchemaChange.ReplaceView(view("t", "id", "name")),
        new SchemaChange.DropView(V),
        new SchemaChange.RestoreView(
            new ObjectName("live__w", "n"),
            List.of("id"),
            new Relation.Definition("SELECT id FROM live.t", List.of(), false)),
        new SchemaChange.RestoreOwner(NEW_VIEW, "costs_reader"),
        new SchemaChange.Comment(T, Relation.Kind.TABLE, "c"),
        new SchemaChange.Comment(V, Relation.Kind.VIEW, "c"),
        new SchemaChange.CommentColumn(T, "id", "c"),
        new SchemaChange.CommentColumn(V, "id", "c"),
        new SchemaChange.GrantOn(V, Grant.select("costs_reader")),
        new SchemaChange.GrantOnColumn(V, "id", Grant.select("costs_reader")),
        new SchemaChange.ActAs(V, null),
        new SchemaChange.CommentRole("costs_reader", "a mark"),
        new SchemaChange.CommentSchema("nothing", "a mark"),
        new SchemaChange.SecurityLabel(V, null, "none", "no provider is loaded"),
        new SchemaChange.GrantUsage("live__w", "costs_reader"),
        new SchemaChange.RevokeOn(V, "costs_reader"),
        new SchemaChange.RevokeUsage("live__w", "costs_reader"),
        new SchemaChange.DropRole("costs_gone"),
        new SchemaChange.DropRelation(EMPTY, Relation.Kind.TABLE),
        new SchemaChange.DropRelation(V, Relation.Kind.VIEW),
        new SchemaChange.DropEmptySchema("nothing"));
  }

  /** The plan that changes these creates them, so no one else can use them yet. */
  private static final ObjectName NEW = new ObjectName("live", "made");

  private static final ObjectName NEW_VIEW = new ObjectName("live__w", "made");

  private static SchemaChange widen(String column, String from, String to) {
    return new SchemaChange.WidenColumns(T, List.of(new Widening(column, from, to, null)));
  }

  private static DesiredView view(String name, String... columns) {
    return new DesiredView(
        new ObjectName("live__w", name),
        T,
        Stream.of(columns).map(it -> ColumnDefinition.of(it, "integer", true)).toList(),
        null,
        "");
  }

  @Test
  void coversEveryChange() {
    assertThat(changes().stream().map(Object::getClass).distinct().toList())
        .containsExactlyInAnyOrder(SchemaChange.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void takesTheLockAndWritesTheFilesThatItSays(SchemaChange change) throws SQLException {
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      var statement = PostgresCosts.statement(change, "a test", before(connection, change));
      connection.rollback();
      if (statement.mode() == Mode.OUTSIDE || change instanceof SchemaChange.SecurityLabel) {
        return; // see below; no provider of labels is loaded here
      }
      var files = files(connection);
      connection.rollback();

      run(
          connection,
          "CREATE TABLE live.made (id integer) PARTITION BY HASH (id)",
          "CREATE VIEW live__w.made AS SELECT 1 AS id",
          PostgresSql.render(change));

      assertThat(strongest(connection, files))
          .as(PostgresSql.render(change))
          .isEqualTo(lock(connection, statement));
      assertThat(isRewritten(files, files(connection), change))
          .as(PostgresSql.render(change))
          .isEqualTo(statement.safety() == Safety.REWRITE);
      connection.rollback();
    }
  }

  static List<SchemaChange> widenings() {
    return List.of(
        widen("name", "character varying(40)", "text"),
        widen("checked", "character varying(40)", "character varying(80)"),
        widen("pended", "character varying(40)", "text"),
        widen("price", "numeric(10,2)", "numeric"));
  }

  @ParameterizedTest
  @MethodSource("widenings")
  void looksAtAllRowsUnderTheLockWhereItSaysSo(SchemaChange change) throws SQLException {
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      var statement = PostgresCosts.statement(change, "a test", before(connection, change));
      connection.rollback();

      run(connection, PostgresSql.render(change));

      assertThat(rowsRead(connection) > 0)
          .as(PostgresSql.render(change))
          .isEqualTo(statement.safety() == Safety.LOCKED_SCAN);
      connection.rollback();
    }
  }

  private static long rowsRead(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT seq_tup_read AS rows_read FROM pg_stat_xact_user_tables WHERE relid ="
                    + " 'live.t'::regclass")) {
      row.next();
      return row.getLong("rows_read");
    }
  }

  /** The declared lock is that of the newest version. */
  private static TableLock lock(Connection connection, PlannedStatement statement)
      throws SQLException {
    var isOfGrants =
        statement.change() instanceof SchemaChange.GrantOn
            || statement.change() instanceof SchemaChange.RevokeOn;
    return isOfGrants && connection.getMetaData().getDatabaseMajorVersion() < 18
        ? TableLock.NONE
        : statement.lock();
  }

  @Test
  void buildsAnIndexUnderAWeakLock() throws Exception {
    var index = TableIndex.of(T, List.of("name"), false);
    var create = new SchemaChange.CreateIndex(T, index, true);

    assertThat(strongestWhileRunning(create))
        .isEqualTo(PostgresCosts.statement(create, "a test", null).lock());

    execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'live.\"%s\"'::regclass"
            .formatted(index.name()));
    var drop = new SchemaChange.DropInvalidIndex(T, index.name());
    assertThat(strongestWhileRunning(drop))
        .isEqualTo(PostgresCosts.statement(drop, "a test", null).lock());
  }

  /** A reader of the table keeps the statement from ending, so that its locks can be read. */
  private static TableLock strongestWhileRunning(SchemaChange change) throws Exception {
    try (var connection = database.connect();
        var reader = database.connect();
        var observer = database.connect();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      reader.setAutoCommit(false);
      run(reader, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM live.t");
      var pid = pid(connection);
      var running =
          threads.submit(() -> {
            run(connection, PostgresSql.render(change));
            return true;
          });
      var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!isWaiting(observer, pid)) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      var lock = strongest(observer, pid, List.of("live.t"));
      reader.rollback();
      running.get();
      return lock;
    }
  }

  private static boolean isWaiting(Connection connection, int pid) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid = " + pid)) {
      return rows.next();
    }
  }

  private static @Nullable Relation before(Connection connection, SchemaChange change)
      throws SQLException {
    var name = change.name();
    return name == null
        ? null
        : Catalog.read(connection, List.of(name), List.of()).find(name).orElse(null);
  }

  private static boolean isRewritten(
      Map<String, Long> before, Map<String, Long> after, SchemaChange change) {
    var changed =
        before.entrySet().stream()
            .anyMatch(it ->
                after.containsKey(it.getKey()) && !after.get(it.getKey()).equals(it.getValue()));
    var isNewIndexOfRows =
        change instanceof SchemaChange.CreateIndex
            || (change instanceof SchemaChange.AddPrimaryKey key
                && key.index() == null
                && !key.name().equals(EMPTY));
    var isEmpty = EMPTY.equals(change.name());
    return (changed && !isEmpty) || isNewIndexOfRows;
  }

  /** The files of all tables, by their names. */
  private static Map<String, Long> files(Connection connection) throws SQLException {
    var files = new TreeMap<String, Long>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT c.oid::regclass::text AS name, c.relfilenode AS file
                  FROM pg_class c
                 WHERE c.relkind IN ('r', 'p', 'v')
                   AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'live%')
                """)) {
      while (rows.next()) {
        files.put(rows.getString("name"), rows.getLong("file"));
      }
    }
    return files;
  }

  private static TableLock strongest(Connection connection, Map<String, Long> there)
      throws SQLException {
    return strongest(connection, pid(connection), new ArrayList<>(there.keySet()));
  }

  private static TableLock strongest(Connection connection, int pid, List<String> names)
      throws SQLException {
    var found = new ArrayList<>(List.of(TableLock.NONE));
    try (var statement =
        connection.prepareStatement(
            """
            SELECT l.mode
              FROM pg_locks l
             WHERE l.pid = ?
               AND l.locktype = 'relation'
               AND l.granted
               AND (l.relation::regclass::text = ANY (?)
                    OR NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = l.relation))
            """)) {
      statement.setInt(1, pid);
      statement.setArray(2, connection.createArrayOf("text", names.toArray()));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(LOCKS.get(rows.getString("mode")));
        }
      }
    }
    return found.stream().max(Comparator.naturalOrder()).orElseThrow();
  }

  private static int pid(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid() AS pid")) {
      rows.next();
      return rows.getInt("pid");
    }
  }

  private static void execute(String... statements) throws SQLException {
    try (var connection = database.connect()) {
      run(connection, statements);
    }
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
