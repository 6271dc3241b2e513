package io.trueup.platforms.relational.schema;

import static io.trueup.platforms.relational.schema.TestSchemas.EXTRA;
import static io.trueup.platforms.relational.schema.TestSchemas.ID;
import static io.trueup.platforms.relational.schema.TestSchemas.NAME;
import static io.trueup.platforms.relational.schema.TestSchemas.T;
import static io.trueup.platforms.relational.schema.TestSchemas.V;
import static io.trueup.platforms.relational.schema.TestSchemas.both;
import static io.trueup.platforms.relational.schema.TestSchemas.column;
import static io.trueup.platforms.relational.schema.TestSchemas.filled;
import static io.trueup.platforms.relational.schema.TestSchemas.made;
import static io.trueup.platforms.relational.schema.TestSchemas.read;
import static io.trueup.platforms.relational.schema.TestSchemas.sql;
import static io.trueup.platforms.relational.schema.TestSchemas.table;
import static io.trueup.platforms.relational.schema.TestSchemas.tables;
import static io.trueup.platforms.relational.schema.TestSchemas.view;
import static io.trueup.platforms.relational.schema.TestSchemas.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.platforms.relational.schema.DesiredTable.TableOptions;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaPlannerTest {

  @Test
  void createsMissingObjects() {
    var plan = SchemaPlanner.plan(both(table(ID, NAME), view(ID, NAME)), ActualSchema.EMPTY);

    assertThat(sql(plan))
        .containsExactly(
            "CREATE SCHEMA \"live\"",
            "CREATE SCHEMA \"live__w\"",
            "CREATE TABLE \"live\".\"t\" (\"id\" integer NOT NULL, \"name\" text, PRIMARY KEY"
                + " (\"id\"))",
            "COMMENT ON TABLE \"live\".\"t\" IS 'a table'",
            "CREATE VIEW \"live__w\".\"t\" (\"id\", \"name\") AS WITH merged AS (SELECT \"id\","
                + " \"name\" FROM \"live\".\"t\") SELECT \"id\", \"name\" FROM merged",
            "COMMENT ON VIEW \"live__w\".\"t\" IS 'a view'");
    assertThat(plan.statements()).allMatch(it -> it.safety() == Safety.INSTANT);
    assertThat(plan.units()).extracting(SchemaUnit::name).containsExactly(T, V);
  }

  @Test
  void createsATableWithChecksIndexesAndPartitions() {
    var documented = NAME.withComment("what it's called");
    var physique =
        new TableOptions(
            List.of(
                new CheckConstraint(
                    "name_trueup_0a1b2c3d", List.of("name"), "length(name) < 5", true)),
            List.of(new TableIndex("t_trueup_00112233", List.of("name"), false, true, false)),
            new Partitioning(
                List.of("id"),
                List.of(new ObjectName("live", "t_p0"), new ObjectName("live", "t_p1"))));

    assertThat(sql(SchemaPlanner.plan(tables(table(physique, ID, documented)), ActualSchema.EMPTY)))
        .containsExactly(
            "CREATE SCHEMA \"live\"",
            "CREATE TABLE \"live\".\"t\" (\"id\" integer NOT NULL, \"name\" text, PRIMARY KEY"
                + " (\"id\"), CONSTRAINT \"name_trueup_0a1b2c3d\" CHECK (length(name) < 5))"
                + " PARTITION BY HASH (\"id\")",
            "CREATE TABLE \"live\".\"t_p0\" PARTITION OF \"live\".\"t\" FOR VALUES WITH (MODULUS 2,"
                + " REMAINDER 0)",
            "CREATE TABLE \"live\".\"t_p1\" PARTITION OF \"live\".\"t\" FOR VALUES WITH (MODULUS 2,"
                + " REMAINDER 1)",
            "CREATE INDEX \"t_trueup_00112233\" ON \"live\".\"t\" (\"name\")",
            "COMMENT ON TABLE \"live\".\"t\" IS 'a table'",
            "COMMENT ON COLUMN \"live\".\"t\".\"name\" IS 'what it''s called'");
  }

  @Test
  void grantsReadersAccess() {
    var plan = SchemaPlanner.plan(read(table(ID), view(ID), "reader"), made(tables(table(ID))));

    assertThat(sql(plan))
        .containsExactly(
            "CREATE ROLE \"reader\" NOLOGIN",
            "CREATE SCHEMA \"live__w\"",
            "GRANT USAGE ON SCHEMA \"live__w\" TO \"reader\"",
            "CREATE VIEW \"live__w\".\"t\" (\"id\") AS WITH merged AS (SELECT \"id\" FROM"
                + " \"live\".\"t\") SELECT \"id\" FROM merged",
            "COMMENT ON VIEW \"live__w\".\"t\" IS 'a view'",
            "GRANT SELECT ON \"live__w\".\"t\" TO \"reader\"");
  }

  @Test
  void reportsAMissingRoleThatItCannotCreate() {
    var server = new ServerSession(15, "loader", true, false);
    var actual = new ActualSchema(server, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    var plan = SchemaPlanner.plan(read(table(ID), view(ID), "reader"), actual);

    assertThat(sql(plan)).noneMatch(it -> it.contains("ROLE") || it.contains("GRANT"));
    assertThat(plan.differences())
        .containsExactly(
            new Difference(
                new ObjectName("", "reader"),
                Difference.Kind.MISSING_ROLE,
                "There is no role 'reader', and 'loader' may not create it, so that it gives"
                    + " no access",
                "CREATE ROLE \"reader\" NOLOGIN"));
  }

  @Test
  void refusesWithoutThePrivilegeToCreateSchemas() {
    var server = new ServerSession(15, "loader", false, false);
    var actual = new ActualSchema(server, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    assertThat(SchemaPlanner.plan(tables(table(ID)), actual).refusals())
        .extracting(PlanRefusal::reason)
        .containsExactly(
            "Cannot create schema 'live': 'loader' may not create schemas in the database. Grant it"
                + " CREATE on the database, or create the schema for it: CREATE SCHEMA \"live\""
                + " AUTHORIZATION \"loader\"");
  }

  @Test
  void appendsAColumnThatIsDeclaredInTheMiddle() {
    var before = made(both(table(ID, NAME), view(ID, NAME)));

    var plan = SchemaPlanner.plan(both(table(ID, EXTRA, NAME), view(ID, EXTRA, NAME)), before);

    assertThat(sql(plan))
        .containsExactly(
            "ALTER TABLE \"live\".\"t\" ADD COLUMN \"extra\" date",
            "CREATE OR REPLACE VIEW \"live__w\".\"t\" (\"id\", \"name\", \"extra\") AS WITH merged"
                + " AS (SELECT \"id\", \"name\", \"extra\" FROM \"live\".\"t\") SELECT \"id\","
                + " \"name\", \"extra\" FROM merged");
    assertThat(plan.statements()).allMatch(it -> it.safety() == Safety.SHORT_LOCK);
  }

  @Test
  void addsAColumnThatMayNotBeNullWhenItHasADefault() {
    var column = new ColumnDefinition("n", "bigint", false, null, "0", null);

    assertThat(sql(SchemaPlanner.plan(tables(table(ID, column)), made(tables(table(ID))))))
        .containsExactly("ALTER TABLE \"live\".\"t\" ADD COLUMN \"n\" bigint DEFAULT 0 NOT NULL");
  }

  @Test
  void letsAColumnBeNullFromNowOn() {
    var before = made(tables(table(ID, column("name", "text not null"))));

    assertThat(sql(SchemaPlanner.plan(tables(table(ID, NAME)), before)))
        .containsExactly("ALTER TABLE \"live\".\"t\" ALTER COLUMN \"name\" DROP NOT NULL");
  }

  @Test
  void dropsViewsBeforeATypeIsWidenedAndMakesThemAgainAsTheyWere() {
    var narrow = column("name", "character varying(10)");
    var before = others(filled(read(table(ID, narrow), view(ID, narrow), "reader")));
    var wide = column("name", "character varying(20)");

    var plan = SchemaPlanner.plan(tables(table(ID, wide)), before);

    assertThat(sql(plan))
        .containsExactly(
            "DROP VIEW \"theirs\".\"v\"",
            "DROP VIEW \"live__w\".\"t\"",
            "ALTER TABLE \"live\".\"t\" ALTER COLUMN \"name\" TYPE character varying(20)",
            "CREATE VIEW \"live__w\".\"t\" (\"id\", \"name\") AS WITH merged AS (SELECT \"id\","
                + " \"name\" FROM \"live\".\"t\") SELECT \"id\", \"name\" FROM merged",
            "COMMENT ON VIEW \"live__w\".\"t\" IS 'a view'",
            "GRANT SELECT ON \"live__w\".\"t\" TO \"reader\"",
            "CREATE VIEW \"theirs\".\"v\" (\"id\") WITH (security_barrier=true) AS SELECT id FROM"
                + " live__w.t",
            "ALTER VIEW \"theirs\".\"v\" OWNER TO \"them\"",
            "GRANT SELECT ON \"theirs\".\"v\" TO PUBLIC");
    assertThat(plan.statements())
        .allMatch(it -> it.mode() == PlannedStatement.Mode.TOGETHER)
        .noneMatch(it -> it.safety().needsApproval());
  }

  /** A foreign view of our view. */
  private static ActualSchema others(ActualSchema schema) {
    var theirs = new ObjectName("theirs", "v");
    var extras =
        new Relation.Extras(
            "them",
            0,
            1,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new TreeSet<>(List.of(Grant.select(Grant.PUBLIC))),
            new Relation.Definition(
                "SELECT id FROM live__w.t", List.of("security_barrier=true"), false),
            List.of());
    var ours = schema.find(V).orElseThrow();
    return with(
        with(
            schema,
            theirs,
            new Relation(Relation.Kind.VIEW, List.of(ID.asViewed()), List.of(), null, extras)),
        V,
        ours.with(ours.extras().withReaders(List.of(theirs))));
  }

  @Test
  void refusesToWidenUnderAMaterializedView() {
    var narrow = column("name", "character varying(10)");
    var before = filled(both(table(ID, narrow), view(ID, narrow)));
    var there = before.find(V).orElseThrow();
    var materialized =
        with(
            before,
            V,
            new Relation(
                Relation.Kind.MATERIALIZED_VIEW,
                there.columns(),
                List.of(),
                null,
                Relation.Extras.NONE));

    var plan = SchemaPlanner.plan(tables(table(ID, NAME)), materialized);

    assertThat(plan.units()).isEmpty();
    assertThat(plan.refusals())
        .containsExactly(
            new PlanRefusal(
                T,
                "Cannot change live.t under materialized view live__w.t, which reads it and cannot"
                    + " be made again as it was. Drop it, and make it again afterwards"));
  }

  @Test
  void rewritesATableOnceAndOnlyWithApproval() {
    var before = filled(tables(table(ID, column("a", "integer"), column("b", "real"))));
    var wanted = tables(table(ID, column("a", "bigint"), column("b", "double precision")));

    var plan = SchemaPlanner.plan(wanted, before);

    assertThat(sql(plan))
        .containsExactly(
            "ALTER TABLE \"live\".\"t\" ALTER COLUMN \"a\" TYPE bigint, ALTER COLUMN \"b\" TYPE"
                + " double precision");
    assertThat(plan.needingApproval()).hasSize(1);
    assertThat(plan.statements().getFirst().safety()).isEqualTo(Safety.REWRITE);
    assertThat(plan.statements().getFirst().lock()).isEqualTo(TableLock.ACCESS_EXCLUSIVE);
    assertThat(
            SchemaPlanner.plan(
                    wanted, made(tables(table(ID, column("a", "integer"), column("b", "real")))))
                .needingApproval())
        .as("a table without rows")
        .isEmpty();
  }

  @Test
  void replacesAConditionByALooserOne() {
    var tight = new TableOptions(List.of(CheckConstraint.of("a", "a < 10")), List.of(), null);
    var loose = new TableOptions(List.of(CheckConstraint.of("a", "a < 20")), List.of(), null);
    var a = column("a", "integer");

    var plan = SchemaPlanner.plan(tables(table(loose, ID, a)), filled(tables(table(tight, ID, a))));

    var was = tight.checks().getFirst().name();
    var is = loose.checks().getFirst().name();
    assertThat(was).matches("a_trueup_[0-9a-f]{8}");
    assertThat(sql(plan))
        .containsExactly(
            "ALTER TABLE \"live\".\"t\" DROP CONSTRAINT \"" + was + "\"",
            "ALTER TABLE \"live\".\"t\" ADD CONSTRAINT \"" + is + "\" CHECK (a < 20) NOT VALID",
            "ALTER TABLE \"live\".\"t\" VALIDATE CONSTRAINT \"" + is + "\"");
    assertThat(plan.statements().getLast().mode()).isEqualTo(PlannedStatement.Mode.ALONE);
    assertThat(plan.statements().getLast().safety()).isEqualTo(Safety.SCAN);
  }

  @Test
  void asksBeforeRowsAreLookedAtUnderALock() {
    var narrow = column("name", "character varying(10)");
    var wider = tables(table(ID, column("name", "character varying(20)")));
    var ours = CheckConstraint.of("name", "name <> ''");
    var theirs = new CheckConstraint("theirs", List.of("name"), "name <> ''", true);

    assertThat(SchemaPlanner.plan(wider, checked(narrow, theirs)).needingApproval())
        .singleElement()
        .satisfies(it -> assertThat(it.safety()).isEqualTo(Safety.LOCKED_SCAN));
    assertThat(
            SchemaPlanner.plan(wider, checked(narrow, theirs.withValidated(false)))
                .needingApproval())
        .isEmpty();
    assertThat(
            SchemaPlanner.plan(
                    wider, checked(narrow, new CheckConstraint("x", List.of("id"), "id > 0", true)))
                .needingApproval())
        .as("a check of another column")
        .isEmpty();
    assertThat(SchemaPlanner.plan(wider, checked(narrow, ours)).needingApproval())
        .as("a check that goes first")
        .isEmpty();
  }

  private static ActualSchema checked(ColumnDefinition column, CheckConstraint check) {
    var before = filled(tables(table(ID, column)));
    var there = before.find(T).orElseThrow();
    return with(before, T, there.with(there.extras().withChecks(List.of(check))));
  }

  @Test
  void leavesConditionsAloneThatAreNotOurs() {
    var before = filled(tables(table(ID)));
    var there = before.find(T).orElseThrow();
    var theirs =
        with(
            before,
            T,
            there.with(
                there
                    .extras()
                    .withChecks(
                        List.of(new CheckConstraint("theirs", List.of("id"), "id > 0", true)))));

    assertThat(SchemaPlanner.plan(tables(table(ID)), theirs).isEmpty()).isTrue();
  }

  @Test
  void buildsAnIndexWhileOthersWriteAndClearsAwayWhatWasInterrupted() {
    var index = TableIndex.of(T, List.of("name"), false);
    var wanted = tables(table(new TableOptions(List.of(), List.of(index), null), ID, NAME));
    var without = filled(tables(table(ID, NAME)));
    var there = without.find(T).orElseThrow();
    var broken = new TableIndex(index.name(), index.columns(), false, false, false);
    var interrupted = with(without, T, there.with(there.extras().withIndexes(List.of(broken))));
    var create =
        "CREATE INDEX CONCURRENTLY \"%s\" ON \"live\".\"t\" (\"name\")".formatted(index.name());

    assertThat(sql(SchemaPlanner.plan(wanted, without))).containsExactly(create);
    assertThat(sql(SchemaPlanner.plan(wanted, interrupted)))
        .containsExactly("DROP INDEX CONCURRENTLY \"live\".\"%s\"".formatted(index.name()), create);
    assertThat(SchemaPlanner.plan(wanted, interrupted).statements())
        .allMatch(it -> it.mode() == PlannedStatement.Mode.OUTSIDE);
  }

  @Test
  void rebuildsADroppedKeyWhileOthersWrite() {
    var before = filled(tables(table(ID, NAME)));
    var there = before.find(T).orElseThrow();
    var keyless =
        with(
            before,
            T,
            there.withPrimaryKey(List.of()).withColumns(List.of(ID.asNullable(true), NAME)));
    var key = TableIndex.of(T, List.of("id"), true).name();
    var proof = CheckConstraint.of("id", "\"id\" IS NOT NULL").name();

    var plan = SchemaPlanner.plan(tables(table(ID, NAME)), keyless);

    assertThat(sql(plan))
        .containsExactly(
            "CREATE UNIQUE INDEX CONCURRENTLY \"" + key + "\" ON \"live\".\"t\" (\"id\")",
            "ALTER TABLE \"live\".\"t\" ADD CONSTRAINT \""
                + proof
                + "\" CHECK (\"id\" IS NOT NULL) NOT VALID",
            "ALTER TABLE \"live\".\"t\" VALIDATE CONSTRAINT \"" + proof + "\"",
            "ALTER TABLE \"live\".\"t\" ALTER COLUMN \"id\" SET NOT NULL",
            "ALTER TABLE \"live\".\"t\" ADD PRIMARY KEY USING INDEX \"" + key + "\"",
            "ALTER TABLE \"live\".\"t\" DROP CONSTRAINT \"" + proof + "\"");
    assertThat(plan.needingApproval()).isEmpty();
  }

  @Test
  void goesOnWhereBuildingAKeyWasInterrupted() {
    var before = filled(tables(table(ID, NAME)));
    var there = before.find(T).orElseThrow();
    var keyless =
        with(
            before,
            T,
            there.withPrimaryKey(List.of()).withColumns(List.of(ID.asNullable(true), NAME)));
    var wanted = tables(table(ID, NAME));
    var changes = SchemaPlanner.plan(wanted, keyless).changes();

    for (var done = 0; done <= changes.size(); done++) {
      var interrupted = keyless.after(changes.subList(0, done));

      assertThat(SchemaPlanner.plan(wanted, interrupted).changes())
          .as("after %d changes", done)
          .isEqualTo(changes.subList(done, changes.size()));
    }
  }

  record Case(String title, DesiredTable table, String reason) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> refusals() {
    return Stream.of(
        new Case(
            "a type that does not hold what is there",
            table(ID, column("name", "character varying(40)[]")),
            "Cannot change column 'name' of live.t to character varying(40)[]: it is text, and"
                + " character varying(40)[] does not hold every value of it. The table is not as"
                + " Trueup last made it, or was made before Trueup recorded what it makes. An"
                + " operator may choose: ALTER TABLE \"live\".\"t\" ALTER COLUMN \"name\" TYPE"
                + " character varying(40)[]"),
        new Case(
            "another key",
            DesiredTable.of(T, List.of(ID, NAME), List.of("id", "name"), "a table"),
            "Cannot change the primary key of live.t from (id) to (id, name): rows are"
                + " identified by it. Keep the key, or declare a new dataset"),
        new Case(
            "a new column that may not be null",
            table(ID, NAME, column("extra", "date not null")),
            "Cannot add column 'extra' to live.t: it may not be null, and the rows that exist have"
                + " no value for it. Declare it nullable"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWhatLosesDataOrFails(Case refusal) {
    var plan = SchemaPlanner.plan(tables(refusal.table()), made(tables(table(ID, NAME))));

    assertThat(plan.refusals()).containsExactly(new PlanRefusal(T, refusal.reason()));
    assertThat(plan.units()).isEmpty();
  }

  static Stream<Case> differences() {
    return Stream.of(
        new Case(
            "a type that is wider",
            table(ID, column("name", "character varying(40)")),
            "Column 'name' of live.t is text, which is wider than the character varying(40) that is"
                + " declared"),
        new Case(
            "a column that may be null",
            table(ID, column("name", "text not null")),
            "Column 'name' of live.t may be null, and is declared not to be"),
        new Case(
            "an undeclared column", table(ID), "live.t has a column 'name' that is not declared"));
  }

  @ParameterizedTest
  @MethodSource("differences")
  void reportsDifferencesAndChangesNothing(Case difference) {
    var plan = SchemaPlanner.plan(tables(difference.table()), made(tables(table(ID, NAME))));

    assertThat(plan.differences())
        .extracting(Difference::message)
        .containsExactly(difference.reason());
    assertThat(plan.differences()).extracting(Difference::choice).doesNotContainNull();
    assertThat(plan.isEmpty()).isTrue();
  }

  @Test
  void reportsUndeclaredGrantsAndIndexes() {
    var before = made(tables(table(ID, NAME)));
    var there = before.find(T).orElseThrow();
    var extras =
        there
            .extras()
            .withGrants(new TreeSet<>(List.of(new Grant("them", "INSERT", false))))
            .withIndexes(List.of(new TableIndex("theirs", List.of("name"), false, true, false)));

    var plan = SchemaPlanner.plan(tables(table(ID, NAME)), with(before, T, there.with(extras)));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.differences())
        .extracting(Difference::kind, Difference::choice)
        .containsExactly(
            tuple(Difference.Kind.EXTRA_INDEX, "DROP INDEX CONCURRENTLY \"live\".\"theirs\""),
            tuple(Difference.Kind.EXTRA_GRANT, "REVOKE INSERT ON \"live\".\"t\" FROM \"them\""));
  }

  private static final Partitioning HALVES =
      new Partitioning(
          List.of("id"), List.of(new ObjectName("live", "t_p0"), new ObjectName("live", "t_p1")));

  private static ActualSchema divided(Relation.Partition... partitions) {
    var before = made(inHalves());
    var there = before.find(T).orElseThrow();
    return with(before, T, there.with(there.extras().withPartitions(List.of(partitions))));
  }

  private static DesiredSchema inHalves() {
    return tables(table(new TableOptions(List.of(), List.of(), HALVES), ID));
  }

  private static Relation.Partition partition(String name, int modulus, int remainder) {
    return new Relation.Partition(new ObjectName("live", name), modulus, remainder);
  }

  static Stream<Arguments> partitions() {
    return Stream.of(
        Arguments.of(List.of(partition("t_p0", 2, 0), partition("t_p1", 2, 1)), List.of()),
        Arguments.of(
            List.of(partition("t_p0", 2, 0)),
            List.of(
                "live.t has no partition for remainder 1 of 2, so that every row of it is refused."
                    + " Attach the one that was detached, or create it again")),
        Arguments.of(
            List.of(partition("t_p0", 2, 0), partition("theirs", 2, 1)),
            List.of(
                "Rows of live.t are kept in live.theirs, and would be in live.t_p1 if it were"
                    + " created now")),
        Arguments.of(
            List.of(partition("a", 3, 0), partition("b", 3, 2)),
            List.of(
                "live.t is divided into 3 partitions, and would be into 2 if it were created now",
                "live.t has no partition for remainder 1 of 3, so that every row of it is refused."
                    + " Attach the one that was detached, or create it again")),
        Arguments.of(
            List.of(partition("t_p0", 2, 0), partition("a", 4, 1), partition("b", 4, 3)),
            List.of(
                "The partitions of live.t are of different sizes: someone repartitioned the"
                    + " table")));
  }

  @ParameterizedTest
  @MethodSource("partitions")
  void reportsPartitionsThatDifferFromTheDeclaredOnes(
      List<Relation.Partition> there, List<String> messages) {
    var plan = SchemaPlanner.plan(inHalves(), divided(there.toArray(Relation.Partition[]::new)));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.differences()).extracting(Difference::message).isEqualTo(messages);
    assertThat(plan.differences())
        .extracting(Difference::kind)
        .allMatch(it -> it == Difference.Kind.OTHER_PARTITIONING);
  }

  @Test
  void neverTakesAViewForATable() {
    var before = made(both(table(ID), view(ID)));
    var wanted =
        DesiredSchema.of(
            List.of(DesiredTable.of(V, List.of(ID), List.of("id"), "a table")), List.of());

    assertThat(SchemaPlanner.plan(wanted, before).refusals())
        .containsExactly(
            new PlanRefusal(
                V, "Cannot create table live__w.t: a view of that name exists. Rename or drop it"));
  }

  @Test
  void aViewOfATableThatIsNotThereMustWait() {
    assertThat(
            SchemaPlanner.plan(DesiredSchema.of(List.of(), List.of(view(ID))), ActualSchema.EMPTY)
                .missingPrerequisites())
        .containsExactly(
            new MissingPrerequisite(
                V, "Cannot create view live__w.t: its table live.t does not exist yet"));
  }

  @Test
  void aViewOfAColumnThatIsNotThereMustWait() {
    assertThat(
            SchemaPlanner.plan(
                    DesiredSchema.of(List.of(), List.of(view(ID, NAME))),
                    made(both(table(ID), view(ID))))
                .missingPrerequisites())
        .containsExactly(
            new MissingPrerequisite(
                V, "Cannot create view live__w.t: its table live.t has no column name yet"));
  }

  @Test
  void restoresAnEditedView() {
    var before = made(both(table(ID, NAME), view(ID, NAME)));
    var there = before.find(V).orElseThrow();
    var query = Objects.requireNonNull(there.extras().view()).query() + " WHERE id > 3";
    var edited =
        with(
            before,
            V,
            there.with(there.extras().withView(new Relation.Definition(query, List.of(), false))));

    var plan = SchemaPlanner.plan(both(table(ID, NAME), view(ID, NAME)), edited);

    assertThat(sql(plan))
        .containsExactly(
            "CREATE OR REPLACE VIEW \"live__w\".\"t\" (\"id\", \"name\") AS WITH merged AS (SELECT"
                + " \"id\", \"name\" FROM \"live\".\"t\") SELECT \"id\", \"name\" FROM merged");
    assertThat(plan.statements().getFirst().reason())
        .isEqualTo("its query differs from the declared one");
  }

  @Test
  void recreatesAViewWithUndeclaredColumns() {
    var before = made(read(table(ID, NAME), view(ID, NAME), "reader"));

    assertThat(sql(SchemaPlanner.plan(read(table(ID, NAME), view(ID), "reader"), before)))
        .containsExactly(
            "DROP VIEW \"live__w\".\"t\"",
            "CREATE VIEW \"live__w\".\"t\" (\"id\") AS WITH merged AS (SELECT \"id\" FROM"
                + " \"live\".\"t\") SELECT \"id\" FROM merged",
            "COMMENT ON VIEW \"live__w\".\"t\" IS 'a view'",
            "GRANT SELECT ON \"live__w\".\"t\" TO \"reader\"");
  }

  @Test
  void quotesIdentifiersAndTexts() {
    assertThat(PostgresSql.identifier("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(PostgresSql.literal("it's")).isEqualTo("'it''s'");
    assertThat(PostgresSql.literal("a\\'b")).isEqualTo("E'a\\\\''b'");
  }

  @Test
  void aStatementKeepsItsIdAndAPlanItsDigest() {
    var before = filled(tables(table(ID, column("a", "integer"))));
    var wanted = tables(table(ID, column("a", "bigint")));

    var plan = SchemaPlanner.plan(wanted, before);

    assertThat(plan.digest()).isEqualTo(SchemaPlanner.plan(wanted, before).digest());
    assertThat(plan.digest()).isNotEqualTo(SchemaPlan.EMPTY.digest());
    assertThat(plan.statements().getFirst().id()).matches("[0-9a-f]{8}");
  }
}
