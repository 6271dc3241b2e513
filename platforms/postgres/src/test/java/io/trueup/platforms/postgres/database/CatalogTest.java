package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.ExistingSchema;
import io.trueup.platforms.relational.schema.Grant;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.TableIndex;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogTest {

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void readsColumnsAsPostgresSpellsThem() {
    container.owned(
        "CREATE SCHEMA \"Odd \"\"schema\"",
        """
        CREATE TABLE "Odd ""schema"."Größe, 'a' {b}" (
          gone integer,
          "select" varchar(40) COLLATE "C" NOT NULL DEFAULT 'it''s',
          "Üb.er" numeric(12, 2),
          moment timestamp(3),
          tags text[],
          twice integer GENERATED ALWAYS AS (2) STORED,
          PRIMARY KEY ("select")
        )
        """,
        "ALTER TABLE \"Odd \"\"schema\".\"Größe, 'a' {b}\" DROP COLUMN gone",
        "COMMENT ON TABLE \"Odd \"\"schema\".\"Größe, 'a' {b}\" IS 'what\nit is'",
        "COMMENT ON COLUMN \"Odd \"\"schema\".\"Größe, 'a' {b}\".\"Üb.er\" IS 'a number'");

    var relation = look("Odd \"schema", "Größe, 'a' {b}");

    assertThat(relation.kind()).isEqualTo(Relation.Kind.TABLE);
    assertThat(relation.comment()).isEqualTo("what\nit is");
    assertThat(relation.primaryKey()).containsExactly("select");
    assertThat(relation.extras().attributes()).isEqualTo(6);
    assertThat(relation.extras().owner()).isEqualTo(container.user());
    assertThat(relation.columns())
        .containsExactly(
            new ColumnDefinition(
                "select", "character varying(40)", false, "C", "'it''s'::character varying", null),
            new ColumnDefinition("Üb.er", "numeric(12,2)", true, null, null, "a number"),
            ColumnDefinition.of("moment", "timestamp(3) without time zone", true),
            ColumnDefinition.of("tags", "text[]", true),
            new ColumnDefinition("twice", "integer", true, null, "generated", null));
  }

  @Test
  void knowsChecksByNameAndWhetherTheyHold() {
    container.owned(
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (a integer CONSTRAINT \"a's\" CHECK (a > 0), b text)",
        "ALTER TABLE s.t ADD CONSTRAINT later CHECK (length(b) < 5) NOT VALID");

    assertThat(look("s", "t").extras().checks())
        .containsExactly(
            new CheckConstraint("a's", List.of("a"), "(a > 0)", true),
            new CheckConstraint("later", List.of("b"), "(length(b) < 5)", false));
  }

  @Test
  void knowsIndexesAndThoseThatCannotBeUsed() {
    container.owned(
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (a integer, b integer, PRIMARY KEY (b, a))",
        "CREATE UNIQUE INDEX one ON s.t (b) INCLUDE (a)",
        "CREATE INDEX two ON s.t (a, (b + 1))",
        "CREATE INDEX three ON s.t (a)");
    container.sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 's.three'::regclass");

    var relation = look("s", "t");

    assertThat(relation.primaryKey()).containsExactly("b", "a");
    assertThat(relation.extras().indexes())
        .containsExactly(
            new TableIndex("one", List.of("b"), true, true, false),
            new TableIndex("three", List.of("a"), false, false, false),
            new TableIndex("two", List.of("a", ""), false, true, false));
  }

  @Test
  void knowsPartitionsAndTheirSizeTogether() {
    container.owned(
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (a integer, b integer, PRIMARY KEY (b, a)) PARTITION BY HASH (b, a)",
        "CREATE TABLE s.t0 PARTITION OF s.t FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        "CREATE TABLE s.t1 PARTITION OF s.t FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        "INSERT INTO s.t SELECT 1, i FROM generate_series(1, 1000) i");

    var relation = look("s", "t");

    assertThat(relation.kind()).isEqualTo(Relation.Kind.PARTITIONED_TABLE);
    assertThat(relation.extras().partitionedBy()).containsExactly("b", "a");
    assertThat(relation.extras().partitions())
        .containsExactly(
            new Relation.Partition(new ObjectName("s", "t0"), 2, 0),
            new Relation.Partition(new ObjectName("s", "t1"), 2, 1));
    assertThat(relation.extras().bytes())
        .isEqualTo(look("s", "t0").extras().bytes() + look("s", "t1").extras().bytes())
        .isPositive();
    assertThat(container.session().names(List.of("s"))).containsExactly(new ObjectName("s", "t"));
  }

  @Test
  void readsPrivileges() {
    var role = "reader_" + container.name();
    container.sql("CREATE ROLE " + role);
    container.owned(
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (a integer)",
        "GRANT SELECT ON s.t TO " + role + " WITH GRANT OPTION",
        "GRANT INSERT, SELECT ON s.t TO PUBLIC",
        "GRANT USAGE ON SCHEMA s TO " + role);

    var actual =
        container.session().read(Set.of(new ObjectName("s", "t")), Set.of(role, "nobody at all"));

    assertThat(actual.roles()).containsOnlyKeys(role);
    assertThat(actual.schemas().values())
        .flatExtracting(ExistingSchema::grants)
        .containsExactly(Grant.usage(role));
    assertThat(actual.find(new ObjectName("s", "t")).orElseThrow().extras().grants())
        .containsExactly(
            new Grant("PUBLIC", "INSERT", false),
            new Grant("PUBLIC", "SELECT", false),
            new Grant(role, "SELECT", true));
  }

  @Test
  void findsTheViewsThatReadATableThroughOthers() {
    container.owned(
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (a integer)",
        "CREATE VIEW s.one WITH (security_barrier) AS SELECT a FROM s.t",
        "CREATE VIEW s.two AS SELECT o.a, t.a AS b FROM s.one o JOIN s.t USING (a)",
        "CREATE MATERIALIZED VIEW s.kept AS SELECT * FROM s.two",
        "CREATE VIEW s.written AS SELECT a FROM s.t",
        "CREATE RULE r AS ON INSERT TO s.written DO INSTEAD NOTHING");

    var actual = container.session().read(Set.of(new ObjectName("s", "t")), Set.of());

    assertThat(actual.relations().keySet().stream().map(ObjectName::name))
        .containsExactly("kept", "one", "t", "two", "written");
    assertThat(readers(actual, "t")).containsExactly("one", "two", "written");
    assertThat(readers(actual, "one")).containsExactly("two");
    assertThat(readers(actual, "two")).containsExactly("kept");
    assertThat(definition(actual, "one").options()).containsExactly("security_barrier=true");
    assertThat(definition(actual, "one").query().strip()).startsWith("SELECT").doesNotEndWith(";");
    assertThat(definition(actual, "two").query()).contains("s.one o").contains("s.t");
    assertThat(definition(actual, "one").isWritten()).isFalse();
    assertThat(definition(actual, "written").isWritten()).isTrue();
    assertThat(relation(actual, "kept").kind()).isEqualTo(Relation.Kind.MATERIALIZED_VIEW);
  }

  @Test
  void readsOtherOwnersAndOtherKinds() {
    container.sql("CREATE SCHEMA s", "CREATE TABLE s.t (a integer)", "CREATE SEQUENCE s.q");

    assertThat(look("s", "t").extras().owner()).isNotEqualTo(container.user());
    assertThat(look("s", "q").kind()).isEqualTo(Relation.Kind.OTHER);
    assertThat(container.session().read(Set.of(new ObjectName("s", "no")), Set.of()).relations())
        .isEmpty();
  }

  @Test
  void keepsNoSettingAndNoLock() throws SQLException {
    container.owned(
        "CREATE SCHEMA s", "CREATE TABLE s.t (a integer)", "CREATE VIEW s.v AS SELECT a FROM s.t");

    try (var connection = container.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL search_path = s");

      Catalog.read(
          connection, Set.of(new ObjectName("s", "v"), new ObjectName("s", "t")), Set.of());

      try (var rows =
          statement.executeQuery(
              """
              SELECT current_setting('search_path') AS path,
                     (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()
                         AND relation IN ('t'::regclass, 'v'::regclass)) AS locks
              """)) {
        rows.next();
        assertThat(rows.getString("path")).isEqualTo("s");
        assertThat(rows.getInt("locks")).isZero();
      }
    }
  }

  @Test
  void readsManyTablesWithAsManyQueriesAsOne() throws SQLException {
    container.owned("CREATE SCHEMA s");
    for (var i = 0; i < 40; i++) {
      container.owned("CREATE TABLE s.t%d (a integer PRIMARY KEY, b text)".formatted(i));
    }
    var names = IntStream.range(0, 40).mapToObj(i -> new ObjectName("s", "t" + i)).toList();

    try (var connection = container.connect()) {
      connection.setAutoCommit(false);
      var one = new CountingConnection(connection);
      Catalog.read(one.connection(), names.subList(0, 1), Set.of("r"));
      var all = new CountingConnection(connection);
      Catalog.read(all.connection(), names, Set.of("r"));

      assertThat(all.statements()).isEqualTo(one.statements()).isLessThan(25);
    }
  }

  private Relation look(String schema, String name) {
    var found = new ObjectName(schema, name);
    return container.session().read(Set.of(found), Set.of()).find(found).orElseThrow();
  }

  private static Relation relation(ActualSchema actual, String name) {
    return actual.find(new ObjectName("s", name)).orElseThrow();
  }

  private static Relation.Definition definition(ActualSchema actual, String name) {
    return Objects.requireNonNull(relation(actual, name).extras().view());
  }

  private static SortedSet<String> readers(ActualSchema actual, String name) {
    var names = new TreeSet<String>();
    relation(actual, name).extras().readers().forEach(it -> names.add(it.name()));
    return names;
  }
}
