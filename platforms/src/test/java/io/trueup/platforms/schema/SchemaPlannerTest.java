package io.trueup.platforms.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaPlannerTest {

  private static final ObjectName T = new ObjectName("live", "t");
  private static final ObjectName V = new ObjectName("live__w", "t");
  private static final ColumnDefinition ID = column("id", "integer not null");
  private static final ColumnDefinition NAME = column("name", "text");
  private static final ColumnDefinition EXTRA = column("extra", "date");

  @Test
  void makesWhatIsNotThere() {
    var plan =
        SchemaPlanner.plan(
            new DesiredSchema(List.of(table(ID, NAME)), List.of(view(ID, NAME))),
            ActualSchema.EMPTY);

    assertThat(plan.statements().stream().map(SchemaChange.Statement::sql))
        .containsExactly(
            "CREATE SCHEMA IF NOT EXISTS \"live\"",
            "CREATE SCHEMA IF NOT EXISTS \"live__w\"",
            "CREATE TABLE \"live\".\"t\" (\"id\" integer NOT NULL, \"name\" text, PRIMARY KEY (\"id\"))",
            "COMMENT ON TABLE \"live\".\"t\" IS 'a table'",
            "CREATE VIEW \"live__w\".\"t\" (\"id\", \"name\") AS WITH merged AS (SELECT \"id\", \"name\" FROM \"live\".\"t\") SELECT \"id\", \"name\" FROM merged",
            "COMMENT ON VIEW \"live__w\".\"t\" IS '" + view(ID, NAME).comment() + "'");
    assertThat(plan.changes()).allMatch(change -> change.safety() == Safety.INSTANT);
  }

  @Test
  void appendsAColumnThatIsDeclaredInTheMiddle() {
    var before = after(new DesiredSchema(List.of(table(ID, NAME)), List.of(view(ID, NAME))));

    var plan =
        SchemaPlanner.plan(
            new DesiredSchema(List.of(table(ID, EXTRA, NAME)), List.of(view(ID, EXTRA, NAME))),
            before);

    assertThat(plan.statements().stream().map(SchemaChange.Statement::sql))
        .containsExactly(
            "ALTER TABLE \"live\".\"t\" ADD COLUMN \"extra\" date",
            "CREATE OR REPLACE VIEW \"live__w\".\"t\" (\"id\", \"name\", \"extra\") AS WITH merged AS (SELECT \"id\", \"name\", \"extra\" FROM \"live\".\"t\") SELECT \"id\", \"name\", \"extra\" FROM merged",
            "COMMENT ON VIEW \"live__w\".\"t\" IS '" + view(ID, EXTRA, NAME).comment() + "'");
  }

  @Test
  void leavesColumnsAloneThatNobodyAsksFor() {
    var before = after(new DesiredSchema(List.of(table(ID, NAME, EXTRA)), List.of()));

    assertThat(
            SchemaPlanner.plan(new DesiredSchema(List.of(table(ID, NAME)), List.of()), before)
                .isEmpty())
        .isTrue();
  }

  record Refusal(String title, Table table, Safety safety, String reason) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Refusal> refusals() {
    return Stream.of(
        new Refusal(
            "type",
            table(ID, column("name", "character varying(40)")),
            Safety.REWRITE,
            "Cannot change the type of column 'name' of live.t from text to character varying(40): it can rewrite the table or lose data. Keep the type, or add a new column"),
        new Refusal(
            "not null",
            table(ID, column("name", "text not null")),
            Safety.SCAN,
            "Cannot make column 'name' of live.t not null: whether a column may be null is fixed when it is made. Keep it as it was"),
        new Refusal(
            "key",
            new Table(T, List.of(ID, NAME), List.of("id", "name"), "a table"),
            Safety.INDEX_BUILD,
            "Cannot change the primary key of live.t from (id) to (id, name): it builds an index under a lock and can fail on the rows that exist. Keep the key, or declare a new dataset"),
        new Refusal(
            "new column that may not be null",
            table(ID, NAME, column("extra", "date not null")),
            Safety.IMPOSSIBLE,
            "Cannot add column 'extra' to live.t: it may not be null, and the rows that exist have no value for it. Declare it nullable"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWhatLosesDataOrFails(Refusal refusal) {
    var before = after(new DesiredSchema(List.of(table(ID, NAME)), List.of()));

    var plan = SchemaPlanner.plan(new DesiredSchema(List.of(refusal.table()), List.of()), before);

    assertThat(plan.changes())
        .containsExactly(new SchemaChange.Refuse(T, refusal.safety(), refusal.reason()));
  }

  @Test
  void refusesToReplaceOneKindOfObjectByAnother() {
    var before =
        new ActualSchema(
            new TreeSet<>(List.of("live")),
            new TreeMap<>(
                Map.of(T, new Relation(Relation.Kind.VIEW, List.of(ID), List.of(), null))));

    assertThat(
            SchemaPlanner.plan(new DesiredSchema(List.of(table(ID)), List.of()), before).refusals())
        .containsExactly(
            new SchemaChange.Refuse(
                T,
                Safety.DESTRUCTIVE,
                "Cannot make table live.t: a view of that name exists. Rename or drop it"));
  }

  @Test
  void aViewOfATableThatIsNotThereMustWait() {
    assertThat(
            SchemaPlanner.plan(new DesiredSchema(List.of(), List.of(view(ID))), ActualSchema.EMPTY)
                .lacks())
        .containsExactly(
            new SchemaChange.Lack(
                V, "Cannot make view live__w.t: its table live.t is not there yet"));
  }

  @Test
  void aViewOfAColumnThatIsNotThereMustWait() {
    var before = after(new DesiredSchema(List.of(table(ID)), List.of(view(ID))));

    assertThat(
            SchemaPlanner.plan(new DesiredSchema(List.of(), List.of(view(ID, NAME))), before)
                .lacks())
        .containsExactly(
            new SchemaChange.Lack(
                V, "Cannot make view live__w.t: its table live.t has no column name yet"));
  }

  @Test
  void aViewKnowsItsDefinitionByTheDigestInItsComment() {
    assertThatThrownBy(() -> new View(V, T, List.of(ID), "no digest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot define view live__w.t: its comment lacks the digest ");
  }

  @Test
  void quotesIdentifiersAndTexts() {
    assertThat(PostgresSql.identifier("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(PostgresSql.literal("it's")).isEqualTo("'it''s'");
    assertThat(PostgresSql.literal("a\\'b")).isEqualTo("E'a\\\\''b'");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void planningAgainAfterApplyingGivesNothing(long seed) {
    for (var round = 0; round < 100; round++) {
      var random = new Random(seed * 1_000 + round);
      var actual = ActualSchema.EMPTY;
      for (var version = 0; version < 4; version++) {
        var desired = randomDesired(random);
        var plan = SchemaPlanner.plan(desired, actual);
        var as = "seed %d/%d version %d".formatted(seed, round, version);
        assertThat(SchemaPlanner.plan(desired, actual)).as(as).isEqualTo(plan);

        actual = actual.after(plan.changes());

        assertThat(SchemaPlanner.plan(desired, actual).statements()).as(as).isEmpty();
        assertThat(SchemaPlanner.plan(desired, actual).changes())
            .as(as)
            .containsExactlyInAnyOrderElementsOf(
                plan.changes().stream()
                    .filter(change -> !(change instanceof SchemaChange.Statement))
                    .toList());
      }
    }
  }

  /** Some tables with some of the same columns, now and then of another type, and their views. */
  private static DesiredSchema randomDesired(Random random) {
    var tables = new ArrayList<Table>();
    var views = new ArrayList<View>();
    for (var i = 0; i < 3; i++) {
      var columns = new ArrayList<>(List.of(ID));
      for (var name : List.of("a", "b", "c", "d")) {
        if (random.nextBoolean()) {
          columns.add(column(name, random.nextInt(12) == 0 ? "bigint" : "text"));
        }
      }
      Collections.shuffle(columns, random);
      var source = new ObjectName("s" + i, "t");
      var name = new ObjectName("v" + i, "t");
      tables.add(new Table(source, columns, List.of("id"), "table " + random.nextInt(2)));
      if (random.nextBoolean()) {
        views.add(new View(name, source, columns, "view " + View.digest(source, columns)));
      }
    }
    return new DesiredSchema(tables, views);
  }

  private static ActualSchema after(DesiredSchema desired) {
    return ActualSchema.EMPTY.after(SchemaPlanner.plan(desired, ActualSchema.EMPTY).changes());
  }

  private static Table table(ColumnDefinition... columns) {
    return new Table(T, List.of(columns), List.of("id"), "a table");
  }

  private static View view(ColumnDefinition... columns) {
    return new View(V, T, List.of(columns), "a view " + View.digest(T, List.of(columns)));
  }

  private static ColumnDefinition column(String name, String type) {
    return new ColumnDefinition(name, type.replace(" not null", ""), !type.endsWith(" not null"));
  }
}
