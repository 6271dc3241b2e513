package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.customers;
import static io.trueup.platforms.postgres.database.SampleSchemas.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Partitioning;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryStatementJournal.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that others created in a container or changed, and what we report, keep or refuse. */
@Timeout(120)
class ForeignObjectsTest {

  private static final OperatorApproval WORD = new OperatorApproval("bob", "the table is small");

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void keepsTheOptionsOfAViewThatItReplacesOrMakesAnew() {
    var options = "SELECT reloptions FROM pg_class WHERE oid = 'live__w.customers'::regclass";
    container.run(shown("a text"));
    container.owned("ALTER VIEW live__w.customers SET (security_barrier = true)");

    assertThat(container.run(shown("a text", "b text"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(container.rows(options)).containsExactly("{security_barrier=true}");
    assertThat(container.run(shown("b text"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(container.rows(options)).containsExactly("{security_barrier=true}");
  }

  /** Postgres checks the constraints of all rows when the type of a column changes. */
  @Test
  void asksForApprovalBeforeAScanThatBlocksOthers() {
    container.run(customers("name character varying(20)"));
    container.owned(
        "INSERT INTO live.customers SELECT i, i FROM generate_series(1, 1000) i",
        "ALTER TABLE live.customers ADD CONSTRAINT theirs CHECK (name <> '')");
    var wider = customers("name text");
    var id = container.plan(TestContainer.task(wider)).statements().getLast().id();

    assertThat(container.run(wider))
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            it ->
                assertThat(it.message())
                    .startsWith(
                        "Statement %s scans all of live.customers (40 kB) and blocks all access to it meanwhile: ALTER TABLE \"live\".\"customers\" ALTER COLUMN \"name\" TYPE text. To allow this, run: "
                            .formatted(id)));
    assertThat(
            TestContainer.run(
                container.session(), wider, new ApplyOptions(null, Set.of(id), Set.of(), WORD)))
        .isInstanceOf(StepOutcome.Done.class);
  }

  @Test
  void theStatementThatItProposesDropsTheIndex() {
    var partitioning =
        new Partitioning(List.of("id"), List.of(new ObjectName("live", "customers_p0")));
    var divided =
        SampleSchemas.table(
            new DesiredTable.TableOptions(List.of(), List.of(), partitioning), "a text");
    var plain = SampleSchemas.table(new ObjectName("live", "plain"), "a text", "b text");
    var desired = SampleSchemas.of(divided, plain);
    container.run(desired);
    container.owned(
        "CREATE INDEX theirs ON live.customers (a)",
        "CREATE INDEX more ON live.plain (a)",
        "ALTER TABLE live.plain ADD CONSTRAINT one UNIQUE (a)",
        "ALTER TABLE live.plain ADD CONSTRAINT other EXCLUDE (b WITH =)");

    var differences = container.plan(TestContainer.task(desired)).differences();

    assertThat(differences).hasSize(4);
    differences.forEach(it -> container.owned(Objects.requireNonNull(it.choice())));
    assertThat(container.plan(TestContainer.task(desired)).differences()).isEmpty();
  }

  @Test
  void reportsAnotherCollationAndItsRemedy() {
    var sorted = new ColumnDefinition("sorted", "character varying(20)", true, "C", null, null);
    var table =
        DesiredTable.of(
            CUSTOMERS,
            List.of(
                SampleSchemas.column("id integer not null"),
                SampleSchemas.column("plain text"),
                sorted),
            List.of("id"),
            "a table");
    var task = TestContainer.task(SampleSchemas.of(table));
    container.run(task.desired());
    assertThat(container.plan(task).differences()).isEmpty();
    container.owned(
        "ALTER TABLE live.customers ALTER plain TYPE text COLLATE \"POSIX\", ALTER sorted TYPE"
            + " varchar(20) COLLATE \"default\"");

    var differences = container.plan(task).differences();

    assertThat(differences)
        .extracting(Difference::message)
        .containsExactly(
            "Column 'plain' of live.customers has collation 'POSIX', and would have 'default' if it"
                + " were created now",
            "Column 'sorted' of live.customers has collation 'default', and would have 'C' if it"
                + " were created now");
    assertThat(container.plan(task).isEmpty()).isTrue();
    differences.forEach(it -> container.owned(Objects.requireNonNull(it.choice())));
    assertThat(container.plan(task).differences()).isEmpty();
  }

  @Test
  void reportsADetachedPartition() {
    var partitions =
        IntStream.range(0, 2).mapToObj(i -> new ObjectName("live", "customers_p" + i)).toList();
    var desired =
        SampleSchemas.of(
            SampleSchemas.table(
                new DesiredTable.TableOptions(
                    List.of(), List.of(), new Partitioning(List.of("id"), partitions))));
    container.run(desired);
    assertThat(container.plan(TestContainer.task(desired)).differences()).isEmpty();
    container.owned("DROP TABLE live.customers_p1");

    var differences = container.plan(TestContainer.task(desired)).differences();

    assertThat(differences).hasSize(1);
    container.owned(Objects.requireNonNull(differences.getFirst().choice()));
    assertThat(container.plan(TestContainer.task(desired)).differences()).isEmpty();
  }

  @Test
  void refusesToWidenWhatATableIsPartitionedBy() {
    var partitioning =
        new Partitioning(List.of("id"), List.of(new ObjectName("live", "customers_p0")));
    var physique = new DesiredTable.TableOptions(List.of(), List.of(), partitioning);
    container.run(SampleSchemas.of(SampleSchemas.table(physique, "name text")));
    container.owned("INSERT INTO live.customers VALUES (1)");
    var key = ColumnDefinition.of("id", "bigint", false);
    var table = SampleSchemas.table(physique, "name text");
    var wider =
        new DesiredTable(
            table.name(),
            List.of(key, table.columns().getLast()),
            table.primaryKey(),
            physique,
            table.comment());

    assertThat(container.run(SampleSchemas.of(wider)))
        .isEqualTo(
            new StepOutcome.Refused(
                "Cannot change column 'id' of live.customers to bigint: the table is partitioned by"
                    + " it, and Postgres never changes the type of such a column. Declare a new"
                    + " dataset, or keep integer"));
  }

  @Test
  void letsRowsInWithoutWhatIsNotDeclared() {
    container.run(customers());
    container.owned(
        "ALTER TABLE live.customers ADD COLUMN theirs integer NOT NULL",
        "ALTER TABLE live.customers ADD COLUMN counted integer GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE live.customers ADD COLUMN known integer NOT NULL DEFAULT 7");

    assertThat(container.run(customers()))
        .isEqualTo(
            new StepOutcome.Done(
                List.of(
                    "ALTER TABLE \"live\".\"customers\" ALTER COLUMN \"theirs\" DROP NOT NULL")));
    container.owned("INSERT INTO live.customers (id) VALUES (1)");
    assertThat(container.run(customers())).isEqualTo(new StepOutcome.Done(List.of()));
  }

  @Test
  void keepsForeignObjectsOnAView() {
    container.run(shown("a text"));
    container.owned("ALTER VIEW live__w.customers ALTER COLUMN a SET DEFAULT 'x'");

    assertThat(container.run(shown("b text")))
        .isEqualTo(
            new StepOutcome.Refused(
                "Cannot recreate view live__w.customers with other columns: it has triggers, rules"
                    + " or defaults of its own. Drop it, and make it again afterwards"));
    container.owned("ALTER VIEW live__w.customers ALTER COLUMN a DROP DEFAULT");
    assertThat(container.run(shown("b text"))).isInstanceOf(StepOutcome.Done.class);
  }

  /** A foreign view is read, dropped and created again, and must not change in between. */
  @Test
  void losesNoChangeOfAViewThatItMakesAgain() {
    container.run(customers("name character varying(40)"));
    container.owned("CREATE VIEW live.theirs AS SELECT name FROM live.customers");
    var failures = new ArrayList<String>();
    container.journal.beforeBatch =
        () -> {
          try {
            container.owned(
                "SET lock_timeout = 50",
                "CREATE OR REPLACE VIEW live.theirs AS SELECT name, id FROM live.customers");
          } catch (IllegalStateException e) {
            failures.add(String.valueOf(e.getCause()));
          }
        };

    var outcome = container.run(customers("name character varying(80)"));

    assertThat(outcome).isInstanceOf(StepOutcome.Done.class);
    assertThat(failures).singleElement().asString().contains("lock timeout");
  }

  /** GRANT and COMMENT wait for none of the locks that keep a view unchanged. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRANT SELECT ON live.theirs TO PUBLIC",
        "COMMENT ON VIEW live.theirs IS 'other'",
        "GRANT SELECT ON live__w.customers TO PUBLIC"
      })
  void keepsGrantsAndCommentsMadeRightBeforeAViewIsRecreated(String statement) {
    container.run(shown("name character varying(40)"));
    container.owned("CREATE VIEW live.theirs AS SELECT name FROM live.customers");
    var statements = new ArrayDeque<>(List.of(statement));
    container.journal.beforeBatch =
        () -> {
          if (!statements.isEmpty()) {
            container.owned(statements.poll());
          }
        };
    var said =
        "SELECT (SELECT count(*) FROM pg_class WHERE relacl::text LIKE '%{=r/%' OR relacl::text"
            + " LIKE '%,=r/%') + (SELECT count(*) FROM pg_description WHERE description = 'other')";
    var before = Integer.parseInt(container.rows(said).getFirst());

    assertThat(container.run(shown("name character varying(80)")))
        .isInstanceOf(StepOutcome.Done.class);

    assertThat(container.rows(said)).containsExactly(String.valueOf(before + 1));
    assertThat(container.journal.entries())
        .extracting(Entry::word)
        .contains(
            "Cannot change %s, because another session changed or dropped what it needs: a view that is dropped and created again has changed. Try again; the next attempt reads the catalog again"
                .formatted(container.place()));
  }

  @Test
  void makesAViewAgainAsItIsWhenItIsKept() {
    container.run(customers("name character varying(40)"));
    container.owned("CREATE VIEW live.theirs AS SELECT name FROM live.customers");
    var edits = new AtomicInteger();
    var context =
        TestContainer.context(() -> {
          if (edits.getAndIncrement() == 0) {
            container.owned(
                "CREATE OR REPLACE VIEW live.theirs AS SELECT name, id FROM live.customers");
          }
        });
    var task = TestContainer.task(customers("name character varying(80)"));

    container.session().run(context, List.of(task), ApplyOptions.SAFE);

    assertThat(
            container.rows(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'live.theirs'::regclass AND"
                    + " attnum > 0"))
        .containsExactly("2");
  }

  @Test
  void buildsAKeyThatSomebodyDroppedAgain() {
    container.run(customers("name text"));
    container.owned(
        "INSERT INTO live.customers SELECT i, i FROM generate_series(1, 100) i",
        "ALTER TABLE live.customers DROP CONSTRAINT customers_pkey",
        "ALTER TABLE live.customers ALTER COLUMN id DROP NOT NULL");

    assertThat(container.run(customers("name text"))).isInstanceOf(StepOutcome.Done.class);

    assertThat(container.look(customers()).find(CUSTOMERS).orElseThrow().primaryKey())
        .containsExactly("id");
    assertThat(container.run(customers("name text"))).isEqualTo(new StepOutcome.Done(List.of()));
  }
}
