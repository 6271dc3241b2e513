package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.customers;
import static io.trueup.platforms.postgres.database.SampleSchemas.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Partitioning;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.StatementJournal.Batch;
import io.trueup.platforms.spi.StatementJournal.Line;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryStatementJournal.Entry;
import io.trueup.platforms.testing.MemoryStatementJournal.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SchemaReconcilerTest {

  private static final OperatorApproval WORD = new OperatorApproval("bob", "the table is small");

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void createsMissingObjectsAndThenHasNothingToDo() {
    var desired = shown("name character varying(40)");

    assertThat(container.run(desired))
        .isEqualTo(
            new StepOutcome.Done(
                List.of(
                    "CREATE SCHEMA \"live\"",
                    "CREATE SCHEMA \"live__w\"",
                    "CREATE TABLE \"live\".\"customers\" (\"id\" integer NOT NULL, \"name\""
                        + " character varying(40), PRIMARY KEY (\"id\"))",
                    "COMMENT ON TABLE \"live\".\"customers\" IS 'a table'",
                    "CREATE VIEW \"live__w\".\"customers\" (\"id\", \"name\") AS WITH merged AS"
                        + " (SELECT \"id\", \"name\" FROM \"live\".\"customers\") SELECT \"id\","
                        + " \"name\" FROM merged",
                    "COMMENT ON VIEW \"live__w\".\"customers\" IS 'a view'")));
    assertThat(container.run(desired)).isEqualTo(new StepOutcome.Done(List.of()));
    assertThat(container.journal.entries()).hasSize(1);
  }

  @Test
  void recordsEachStatementBeforeItRunsAndAfterItLanded() {
    container.run(customers());

    assertThat(container.journal.entries())
        .containsExactly(
            new Entry(
                1,
                new Batch(
                    container.database().identity(),
                    "main/Live",
                    "a test",
                    true,
                    List.of(
                        line("CREATE SCHEMA \"live\"", "", "it does not exist"),
                        line(
                            "CREATE TABLE \"live\".\"customers\" (\"id\" integer NOT NULL, PRIMARY"
                                + " KEY (\"id\"))",
                            "",
                            "it does not exist"),
                        line(
                            "COMMENT ON TABLE \"live\".\"customers\" IS 'a table'",
                            container.journal.entries().getFirst().batch().lines().getLast().lock(),
                            "the catalog says what it is")),
                    null),
                State.LANDED,
                ""));
  }

  private static Line line(String sql, String lock, String reason) {
    return new Line(TestContainer.task(customers()).node(), sql, "INSTANT", lock, reason);
  }

  @Test
  void plansWithoutChangingAnything() {
    var task = TestContainer.task(customers());

    assertThat(container.plan(task).statements()).hasSize(3);
    assertThat(container.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'live'")).isEmpty();
  }

  @Test
  void laterTasksAreBuiltOnWhatEarlierOnesMake() {
    var ingest = TestContainer.task("A", customers("name text"));
    var export = TestContainer.task("B", DesiredSchema.of(List.of(), shown("name text").views()));

    var plans = container.session().plan(List.of(ingest, export));
    assertThat(plans.values()).allMatch(it -> it.missingPrerequisites().isEmpty());

    var result =
        container
            .session()
            .run(TestContainer.context(), List.of(ingest, export), ApplyOptions.SAFE);

    assertThat(((RunResult.Ran) result).outcomes().values())
        .allMatch(StepOutcome.Done.class::isInstance);
    assertThat(container.journal.entries()).hasSize(1);
  }

  @Test
  void laterTasksWaitForOneThatIsRunByItself() {
    container.run(customers("amount integer"));
    container.owned("INSERT INTO live.customers VALUES (1, 1)");
    var wider = TestContainer.task("A", customers("amount bigint", "fax text"));
    var export =
        TestContainer.task(
            "B", DesiredSchema.of(List.of(), shown("amount bigint", "fax text").views()));
    var tasks = List.of(wider, export);
    var id = container.plan(wider).needingApproval().getFirst().id();

    var result =
        container
            .session()
            .run(
                TestContainer.context(), tasks, new ApplyOptions(null, Set.of(id), Set.of(), WORD));

    assertThat(((RunResult.Ran) result).outcomes().values())
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  @Test
  void aTaskStillRunsAfterAnotherThatWouldHaveDoneItsWorkFailed() {
    container.owned("CREATE SCHEMA live", "CREATE TYPE live.taken AS ENUM ()");
    var table = SampleSchemas.table(CUSTOMERS);
    var fails =
        TestContainer.task(
            "A", SampleSchemas.of(table, SampleSchemas.table(new ObjectName("live", "taken"))));
    var same = TestContainer.task("B", SampleSchemas.of(table));

    var outcomes =
        ((RunResult.Ran)
                container
                    .session()
                    .run(TestContainer.context(), List.of(fails, same), ApplyOptions.SAFE))
            .outcomes();

    assertThat(outcomes.get(fails.node())).isInstanceOf(StepOutcome.Failed.class);
    assertThat(outcomes.get(same.node()))
        .isInstanceOfSatisfying(
            StepOutcome.Done.class, it -> assertThat(it.statements()).hasSize(2));
    assertThat(container.look(same.desired()).find(CUSTOMERS)).isPresent();
  }

  @Test
  void aFailureFailsOnlyItsTask() {
    container.sql("CREATE SCHEMA live", "GRANT ALL ON SCHEMA live TO " + container.user());
    container.sql("CREATE TABLE live.t7 (id integer PRIMARY KEY)");
    var tasks =
        IntStream.range(0, 20)
            .mapToObj(i ->
                TestContainer.task(
                    "S" + i,
                    SampleSchemas.of(
                        SampleSchemas.table(new ObjectName("live", "t" + i), "name text"))))
            .toList();

    var outcomes =
        ((RunResult.Ran) container.session().run(TestContainer.context(), tasks, ApplyOptions.SAFE))
            .outcomes();

    for (var task : tasks) {
      var outcome = outcomes.get(task.node());
      if (task.node().equals(tasks.get(7).node())) {
        assertThat(outcome)
            .isEqualTo(
                new StepOutcome.Failed(
                    "Credential 'warehouse_owner' does not own table t7 in %s, and only the owner may change it. Make its user a member of the owning role. The statement is: ALTER TABLE \"live\".\"t7\" ADD COLUMN \"name\" text"
                        .formatted(container.place())));
      } else {
        assertThat(outcome).isInstanceOf(StepOutcome.Done.class);
      }
    }
  }

  @Test
  void manyTasksAreManyTransactionsOfBoundedSize() {
    var tasks =
        IntStream.range(0, 250)
            .mapToObj(i ->
                TestContainer.task(
                    "S" + i,
                    SampleSchemas.of(SampleSchemas.table(new ObjectName("live", "t" + i)))))
            .toList();

    container.session().run(TestContainer.context(), tasks, ApplyOptions.SAFE);

    assertThat(container.journal.entries())
        .hasSize(3)
        .allSatisfy(it -> assertThat(it.state()).isEqualTo(State.LANDED));
    assertThat(container.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'live'"))
        .containsExactly("250");
  }

  /** The tables of a large store do not fit into one transaction, and views are of all of them. */
  @ParameterizedTest
  @ValueSource(ints = {60, 250})
  void laterTasksWaitForWhatIsLeftOfALargeOne(int size) {
    var tables =
        IntStream.range(0, size)
            .mapToObj(i -> SampleSchemas.table(new ObjectName("live", "t" + i)))
            .toArray(DesiredTable[]::new);
    var tasks = new ArrayList<DesiredTask>();
    tasks.add(TestContainer.task("A", customers()));
    tasks.add(TestContainer.task("B", SampleSchemas.of(tables)));
    for (var table : tables) {
      var name = new ObjectName("live__w", table.name().name());
      var view = new DesiredView(name, table.name(), table.columns(), null, "a view");
      tasks.add(TestContainer.task(name.name(), DesiredSchema.of(List.of(), List.of(view))));
    }

    var result = container.session().run(TestContainer.context(), tasks, ApplyOptions.SAFE);

    assertThat(((RunResult.Ran) result).outcomes().values())
        .allMatch(StepOutcome.Done.class::isInstance);
    assertThat(container.rows("SELECT count(*) FROM pg_views WHERE schemaname = 'live__w'"))
        .containsExactly(String.valueOf(size));
  }

  /** The rewrite of a table in the middle runs by itself, and the later tables after it. */
  @Test
  void laterTasksWaitForWhatComesAfterARewrite() {
    var names = IntStream.range(0, 60).mapToObj(i -> new ObjectName("live", "t" + i)).toList();
    container.run(
        SampleSchemas.of(
            names.stream()
                .map(it -> SampleSchemas.table(it, "amount integer"))
                .toArray(DesiredTable[]::new)));
    container.owned("INSERT INTO live.t30 VALUES (1, 1)");
    var tables =
        names.stream()
            .map(it ->
                SampleSchemas.table(
                    it, it.name().equals("t30") ? "amount bigint" : "amount integer", "fax text"))
            .toArray(DesiredTable[]::new);
    var tasks = new ArrayList<DesiredTask>();
    tasks.add(TestContainer.task("B", SampleSchemas.of(tables)));
    for (var table : tables) {
      var name = new ObjectName("live__w", table.name().name());
      var view = new DesiredView(name, table.name(), table.columns(), null, "a view");
      tasks.add(TestContainer.task(name.name(), DesiredSchema.of(List.of(), List.of(view))));
    }
    var id = container.plan(tasks.getFirst()).needingApproval().getFirst().id();

    var result =
        container
            .session()
            .run(
                TestContainer.context(), tasks, new ApplyOptions(null, Set.of(id), Set.of(), WORD));

    assertThat(((RunResult.Ran) result).outcomes().values())
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  /** New tables before the rewrite land together, and those after it later. */
  @Test
  void laterTasksWaitForNewTablesThatComeAfterARewrite() {
    var names = IntStream.range(0, 60).mapToObj(i -> new ObjectName("live", "t" + i)).toList();
    var rewritten = names.get(30);
    container.run(SampleSchemas.of(SampleSchemas.table(rewritten, "amount integer")));
    container.owned("INSERT INTO live.t30 VALUES (1, 1)");
    var tables =
        names.stream()
            .map(it -> SampleSchemas.table(it, "amount bigint"))
            .toArray(DesiredTable[]::new);
    var tasks = new ArrayList<DesiredTask>();
    tasks.add(TestContainer.task("B", SampleSchemas.of(tables)));
    for (var table : tables) {
      var name = new ObjectName("live__w", table.name().name());
      var view = new DesiredView(name, table.name(), table.columns(), null, "a view");
      tasks.add(TestContainer.task(name.name(), DesiredSchema.of(List.of(), List.of(view))));
    }
    var id = container.plan(tasks.getFirst()).needingApproval().getFirst().id();

    var result =
        container
            .session()
            .run(
                TestContainer.context(), tasks, new ApplyOptions(null, Set.of(id), Set.of(), WORD));

    assertThat(((RunResult.Ran) result).outcomes().values())
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  /** A session that reads two tables in another order would deadlock. */
  @Test
  void eachBlockingChangeHasItsOwnTransaction() {
    var names = IntStream.range(0, 3).mapToObj(i -> new ObjectName("live", "t" + i)).toList();
    names.forEach(it -> container.run(SampleSchemas.of(SampleSchemas.table(it))));
    var made = container.journal.entries().size();
    var tasks =
        names.stream()
            .map(it ->
                TestContainer.task(
                    it.name(), SampleSchemas.of(SampleSchemas.table(it, "fax text"))))
            .toList();

    container.session().run(TestContainer.context(), tasks, ApplyOptions.SAFE);

    assertThat(container.journal.entries().subList(made, container.journal.entries().size()))
        .hasSize(3)
        .allSatisfy(it -> assertThat(it.batch().lines()).hasSize(1));
  }

  /** Others would also wait for the changes that do not block them. */
  @Test
  void blockingChangesShareNoTransactionWithOtherChanges() {
    var before = SampleSchemas.table(new ObjectName("live", "before"));
    var after = SampleSchemas.table(new ObjectName("live", "made_after"));
    container.run(customers());

    container.run(SampleSchemas.of(before, SampleSchemas.table(CUSTOMERS, "fax text"), after));

    assertThat(container.journal.entries())
        .extracting(it -> it.batch().lines().stream().map(Line::sql).toList())
        .contains(List.of("ALTER TABLE \"live\".\"customers\" ADD COLUMN \"fax\" text"));
  }

  @Test
  void oneThatChangedAmongManyIsTheOnlyOneTouched() {
    var tasks =
        IntStream.range(0, 150)
            .mapToObj(i ->
                TestContainer.task(
                    "S" + i,
                    SampleSchemas.of(SampleSchemas.table(new ObjectName("live", "t" + i)))))
            .collect(Collectors.toList());
    container.session().run(TestContainer.context(), tasks, ApplyOptions.SAFE);
    tasks.set(
        77,
        TestContainer.task(
            "S77", SampleSchemas.of(SampleSchemas.table(new ObjectName("live", "t77"), "a text"))));

    container.session().run(TestContainer.context(), tasks, ApplyOptions.SAFE);

    assertThat(container.journal.entries().getLast().batch().lines())
        .extracting(Line::sql)
        .containsExactly("ALTER TABLE \"live\".\"t77\" ADD COLUMN \"a\" text");
  }

  @Test
  void rewritesOnlyWithApproval() {
    container.run(customers("amount integer"));
    container.owned("INSERT INTO live.customers SELECT i, i FROM generate_series(1, 1000) i");
    var wider = customers("amount bigint");
    var id = statement(wider).id();

    assertThat(container.run(wider))
        .isEqualTo(
            new StepOutcome.Refused(
                "Statement %s rewrites live.customers (40 kB) and blocks all access to it meanwhile: ALTER TABLE \"live\".\"customers\" ALTER COLUMN \"amount\" TYPE bigint. To allow this, run: trueup schema apply --platform main/Live --node '%s' --allow %s --reason \"…\""
                    .formatted(id, TestContainer.task(wider).node(), id)));
    assertThat(container.journal.entries()).hasSize(1);

    assertThat(
            TestContainer.run(
                container.session(), wider, new ApplyOptions(null, Set.of(id), Set.of(), WORD)))
        .isInstanceOf(StepOutcome.Done.class);
    assertThat(container.journal.entries().getLast().batch().approval()).isEqualTo(WORD);
    assertThat(container.rows("SELECT sum(amount) FROM live.customers")).containsExactly("500500");
  }

  /** Others wait for what is locked already, partitions included. */
  @Test
  void waitsForAllPartitionsTogetherNoLongerThanForOneTable() {
    var partitions =
        IntStream.range(0, 3).mapToObj(i -> new ObjectName("live", "customers_p" + i)).toList();
    var physique =
        new DesiredTable.TableOptions(
            List.of(), List.of(), new Partitioning(List.of("id"), partitions));
    container.run(SampleSchemas.of(SampleSchemas.table(physique)));
    container.sql(
        "CREATE TABLE public.waits (what text)",
        "GRANT INSERT ON public.waits TO PUBLIC",
        "CREATE FUNCTION public.note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT"
            + " INTO public.waits VALUES (current_setting('lock_timeout')); END $$",
        "CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION public.note()");

    container.run(SampleSchemas.of(SampleSchemas.table(physique, "fax text")));

    assertThat(container.rows("SELECT DISTINCT what FROM public.waits")).containsExactly("50ms");
  }

  @Test
  void approvalOfOneStatementAllowsNoOther() {
    container.run(customers("amount integer"));
    container.owned("INSERT INTO live.customers SELECT i, i FROM generate_series(1, 10) i");
    var id = statement(customers("amount bigint")).id();

    assertThat(
            TestContainer.run(
                container.session(),
                customers("amount numeric(20,0)"),
                new ApplyOptions(null, Set.of(id), Set.of(), WORD)))
        .isInstanceOf(StepOutcome.Refused.class);
  }

  @Test
  void aSafeBatchRecordsNoApproval() {
    TestContainer.run(
        container.session(),
        customers(),
        new ApplyOptions(null, Set.of("12345678"), Set.of(), WORD));

    assertThat(container.journal.entries().getFirst().batch().approval()).isNull();
  }

  @Test
  void runsNothingWhenThePlanIsNotTheOneThatWasShown() {
    var task = TestContainer.task(customers("name text"));
    var shown = digest(task);
    container.owned("CREATE SCHEMA live", "CREATE TABLE live.customers (id integer PRIMARY KEY)");

    var result =
        container
            .session()
            .run(
                TestContainer.context(),
                List.of(task),
                new ApplyOptions(shown, Set.of(), Set.of(), null));

    assertThat(result).isInstanceOf(RunResult.Stale.class);
    assertThat(((RunResult.Stale) result).plans().values())
        .singleElement()
        .satisfies(it -> assertThat(it.changes()).hasSize(2));
    assertThat(container.journal.entries()).isEmpty();
    assertThat(
            container
                .session()
                .run(
                    TestContainer.context(),
                    List.of(task),
                    new ApplyOptions(digest(task), Set.of(), Set.of(), null)))
        .isInstanceOf(RunResult.Ran.class);
    assertThat(container.run(task.desired())).isEqualTo(new StepOutcome.Done(List.of()));
  }

  /** The fence is checked right before the catalog is read for the change. */
  @Test
  void noticesChangesAfterThePlan() {
    container.run(customers());
    var task = TestContainer.task(customers("a text", "b text"));
    var context =
        TestContainer.context(
            () -> container.owned("ALTER TABLE live.customers ADD COLUMN IF NOT EXISTS a text"));

    var result = container.session().run(context, List.of(task), ApplyOptions.SAFE);

    assertThat(((RunResult.Ran) result).outcomes().get(task.node()))
        .isEqualTo(
            new StepOutcome.Done(
                List.of("ALTER TABLE \"live\".\"customers\" ADD COLUMN \"b\" text")));
  }

  @Test
  void refusesAPlanThatChangedAfterItWasShown() {
    container.run(customers());
    var task = TestContainer.task(customers("a text"));
    var order = new ApplyOptions(digest(task), Set.of(), Set.of(), null);
    var context =
        TestContainer.context(() -> container.owned("COMMENT ON TABLE live.customers IS 'other'"));

    var result = container.session().run(context, List.of(task), order);

    assertThat(((RunResult.Ran) result).outcomes().get(task.node()))
        .isEqualTo(
            new StepOutcome.Refused(
                "The container changed after the plan was shown, and now contains: COMMENT ON"
                    + " TABLE \"live\".\"customers\" IS 'a table'. Review the plan again"));
  }

  @Test
  void withoutTheLeaseNothingIsChangedOrRecorded() {
    var context =
        TestContainer.context(() -> {
          throw new IllegalStateException("another took over");
        });

    assertThatThrownBy(() ->
            container
                .session()
                .run(context, List.of(TestContainer.task(customers())), ApplyOptions.SAFE))
        .hasMessage("another took over");
    assertThat(container.journal.entries()).isEmpty();
    assertThat(container.run(customers())).isInstanceOf(StepOutcome.Done.class);
  }

  @Test
  void marksARecordedBatchAsFailed() {
    container.run(customers());
    container.owned("INSERT INTO live.customers VALUES (1), (2)");
    var check = CheckConstraint.of("id", "id > 1");
    var checked =
        SampleSchemas.of(
            SampleSchemas.table(new DesiredTable.TableOptions(List.of(check), List.of(), null)));

    assertThat(container.run(checked))
        .isEqualTo(
            new StepOutcome.Refused(
                "Cannot change %s, because existing rows violate it: check constraint \"%s\" of relation \"customers\" is violated by some row. Correct them, and try again. The statement is: ALTER TABLE \"live\".\"customers\" VALIDATE CONSTRAINT \"%s\""
                    .formatted(container.place(), check.name(), check.name())));
    assertThat(container.journal.entries())
        .extracting(Entry::state)
        .containsExactly(State.LANDED, State.LANDED, State.FAILED);

    container.owned("UPDATE live.customers SET id = id + 10");
    assertThat(container.run(checked))
        .isEqualTo(
            new StepOutcome.Done(
                List.of(
                    "ALTER TABLE \"live\".\"customers\" VALIDATE CONSTRAINT \"%s\""
                        .formatted(check.name()))));
  }

  @Test
  void buildsIndexesWhileOthersWriteAndOutsideTransactions() {
    container.run(customers("name text"));
    container.owned("INSERT INTO live.customers SELECT i, i FROM generate_series(1, 100) i");
    var index = TableIndex.of(CUSTOMERS, List.of("name"), false);
    var indexed =
        SampleSchemas.of(
            SampleSchemas.table(
                new DesiredTable.TableOptions(
                    List.of(CheckConstraint.of("id", "id > 0")), List.of(index), null),
                "name text",
                "fax text"));

    assertThat(container.run(indexed)).isInstanceOf(StepOutcome.Done.class);

    var batches = container.journal.entries();
    assertThat(batches).extracting(Entry::state).containsOnly(State.LANDED);
    assertThat(batches)
        .extracting(it -> it.batch().isTransactional())
        .containsExactly(true, true, true, false);
    assertThat(container.run(indexed)).isEqualTo(new StepOutcome.Done(List.of()));
  }

  @Test
  void cleansUpAfterAnIndexThatCouldNotBeBuilt() {
    container.run(customers("name text"));
    container.owned("INSERT INTO live.customers VALUES (1, 'a'), (2, 'a')");
    var index = TableIndex.of(CUSTOMERS, List.of("name"), true);
    var indexed =
        SampleSchemas.of(
            SampleSchemas.table(
                new DesiredTable.TableOptions(List.of(), List.of(index), null), "name text"));

    assertThat(container.run(indexed)).isInstanceOf(StepOutcome.Refused.class);
    assertThat(
            container.rows(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'live.\"%s\"'::regclass"
                    .formatted(index.name())))
        .containsExactly("false");
    assertThat(container.journal.entries().getLast().state()).isEqualTo(State.UNCERTAIN);

    container.owned("UPDATE live.customers SET name = id");
    assertThat(container.run(indexed))
        .isEqualTo(
            new StepOutcome.Done(
                List.of(
                    "DROP INDEX CONCURRENTLY \"live\".\"%s\"".formatted(index.name()),
                    "CREATE UNIQUE INDEX CONCURRENTLY \"%s\" ON \"live\".\"customers\" (\"name\")"
                        .formatted(index.name()))));
    assertThat(container.journal.open(container.database().identity(), "main/Live")).isEmpty();
    assertThat(container.journal.entries().get(1).word())
        .isEqualTo(
            "1 of its 1 statements did not land: the catalog shows that they are left to run");
  }

  @Test
  void stopsWhenAStatementIsPlannedAgain() {
    container.run(customers());
    var asked = new AtomicInteger();
    var indexed =
        SampleSchemas.of(
            SampleSchemas.table(
                new DesiredTable.TableOptions(
                    List.of(), List.of(TableIndex.of(CUSTOMERS, List.of("id"), false)), null)));
    var context =
        TestContainer.context(() -> {
          asked.incrementAndGet();
          container.rows("SELECT 1");
          container.owned(
              "DO $$ BEGIN EXECUTE (SELECT coalesce(string_agg('DROP INDEX live.' ||"
                  + " quote_ident(indexname), ';'), 'SELECT 1') FROM pg_indexes WHERE indexname"
                  + " LIKE '%trueup%'); END $$");
        });

    var result =
        container.session().run(context, List.of(TestContainer.task(indexed)), ApplyOptions.SAFE);

    assertThat(((RunResult.Ran) result).outcomes().values().iterator().next())
        .isEqualTo(
            new StepOutcome.Failed(
                "A statement landed, but the catalog does not show it: %s. Check whether another session undoes it"
                    .formatted(statement(indexed).sql())));
    assertThat(asked).hasValueLessThan(6);
  }

  @Test
  void resolvesWhatACrashLeftOpen() {
    container.run(customers());
    var before = container.journal.entries().getFirst().batch();
    container.journal.begin(before);
    container.journal.begin(
        new Batch(
            before.container(),
            before.platform(),
            before.origin(),
            true,
            List.of(
                new Line(
                    null,
                    "ALTER TABLE \"live\".\"customers\" ADD COLUMN \"name\" text",
                    "SHORT_LOCK",
                    "ACCESS_EXCLUSIVE",
                    "it is declared")),
            null));

    container.run(customers("name text"));

    assertThat(container.journal.entries().get(1))
        .extracting(Entry::state, Entry::word)
        .containsExactly(
            State.RESOLVED,
            "Landed as far as still needed: the catalog shows that none of its 3 statements is left"
                + " to run");
    assertThat(container.journal.entries().get(2))
        .extracting(Entry::state, Entry::word)
        .containsExactly(
            State.RESOLVED,
            "1 of its 1 statements did not land: the catalog shows that they are left to run");
  }

  @Test
  void resolvesNoBatchWithAnotherNode() {
    container.run(customers());
    var before = container.journal.entries().getFirst().batch();
    container.journal.begin(before);

    var other =
        TestContainer.task(
            "B", SampleSchemas.of(SampleSchemas.table(new ObjectName("live", "other"))));
    container.session().run(TestContainer.context(), List.of(other), ApplyOptions.SAFE);

    assertThat(container.journal.entries().get(1).state()).isEqualTo(State.OPEN);
  }

  @Test
  void dropsWithApproval() {
    container.run(customers());
    var drop = new DropTask(TestContainer.task(customers()).node(), CUSTOMERS);

    assertThat(container.session().drop(TestContainer.context(), List.of(drop, drop), WORD))
        .containsExactly(
            new StepOutcome.Done(List.of("DROP TABLE \"live\".\"customers\"")),
            new StepOutcome.Done(List.of()));
    assertThat(container.journal.entries().getLast().batch().approval()).isEqualTo(WORD);
  }

  private PlannedStatement statement(DesiredSchema desired) {
    return container.plan(TestContainer.task(desired)).statements().getLast();
  }

  private String digest(DesiredTask task) {
    return SchemaPlan.of(new TreeMap<>(container.session().plan(List.of(task))).values()).digest();
  }
}
