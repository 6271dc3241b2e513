package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.customersWithFax;
import static io.trueup.platforms.testing.Graphs.dataset;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.ApplyAnswer;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.relational.SchemaOperations.Unavailable;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operations of operators by hand. */
class PostgresOperationsTest {

  private static final StepContext CONTEXT = new StepContext("Live", "operator bob", () -> {});
  private static final OperatorApproval WORD =
      new OperatorApproval("bob", "agreed with the warehouse's owner");

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
  private final PostgresExecutor executor = warehouse.executor();
  private final SchemaOperations operations =
      executor.capability(SchemaOperations.class).orElseThrow();

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @Test
  void planningChangesNothing() {
    var graph = graph(customers());

    var report = plan(graph);

    assertThat(report.container()).startsWith("database '%s' at ".formatted(warehouse.name()));
    assertThat(report.plans().keySet()).isEqualTo(Set.copyOf(graph.nodes().keySet()));
    assertThat(sql(report)).contains("CREATE SCHEMA \"live\"");
    assertThat(warehouse.relations()).isEmpty();
  }

  @Test
  void readingAllocatesAndRetiresNoNames() {
    var graph = graph(customers());
    var shown = sql(plan(graph));
    operations.drift(CONTEXT, graph);
    assertThat(warehouse.allNames("Live")).isEmpty();

    apply(graph, ApplyOptions.SAFE);
    var left = warehouse.graphs().ingest("NW_Data", customers()).build();
    var export =
        NodeKey.export("Live", warehouse.container().qualifiedName(), "NW_Data", "customers");
    operations.apply(CONTEXT, left, List.of(export), ApplyOptions.SAFE);
    var retired = warehouse.allNames("Live");
    assertThat(retired).anyMatch(it -> it.retiredAt() != null);
    plan(graph);
    operations.drift(CONTEXT, graph);

    assertThat(warehouse.allNames("Live")).isEqualTo(retired);
    assertThat(shown)
        .anyMatch(it -> it.startsWith("CREATE TABLE \"live\".\"nw_data__customers_merge\""));
  }

  @Test
  void applyingBringsAboutWhatWasPlanned() {
    var graph = graph(customers());

    assertThat(outcomes(apply(graph, ApplyOptions.SAFE)))
        .allMatch(StepOutcome.Done.class::isInstance);

    assertThat(plan(graph).combined().isEmpty()).isTrue();
    assertThat(warehouse.relations()).hasSize(3);
  }

  @Test
  void aPlanThatIsNotTheOneShownIsStale() {
    var graph = graph(customers());
    var digest = plan(graph).combined().digest();
    land(graph(customers()));

    var answer =
        apply(graph(customersWithFax()), new ApplyOptions(digest, Set.of(), Set.of(), null));

    assertThat(answer)
        .isInstanceOfSatisfying(
            ApplyAnswer.Stale.class,
            it -> assertThat(sql(it.report())).anyMatch(each -> each.contains("fax")));
    assertThat(warehouse.relations()).noneMatch(it -> it.contains("fax"));
  }

  @Test
  void aNodeThatTheGraphLacksIsRetired() {
    land(graph(customers()));
    var left = warehouse.graphs().ingest("NW_Data", customers()).build();
    var export =
        NodeKey.export("Live", warehouse.container().qualifiedName(), "NW_Data", "customers");

    var answer = operations.apply(CONTEXT, left, List.of(export), ApplyOptions.SAFE);

    assertThat(outcomes(answer)).allMatch(StepOutcome.Done.class::isInstance);
    assertThat(warehouse.comments()).filteredOn(it -> it.contains("RETIRED")).hasSize(1);
  }

  @Test
  void driftReportsUndeclaredRelations() {
    var graph = graph(customers());
    land(graph);
    warehouse.sql("CREATE TABLE live.theirs (id integer)");
    warehouse.sql("CREATE VIEW live__audit.theirs AS SELECT 1 AS one");
    warehouse.sql("ALTER TABLE live.nw_data__customers_merge ADD COLUMN extra integer");

    var report = ((PlanAnswer.Planned) operations.drift(CONTEXT, graph)).report();

    assertThat(report.combined().isEmpty()).isTrue();
    assertThat(report.undeclared())
        .containsExactly(
            new Difference(
                new ObjectName("live", "theirs"),
                Difference.Kind.EXTRA_RELATION,
                "live.theirs is in a schema of data platform Live, which did not create it",
                null),
            new Difference(
                new ObjectName("live__audit", "theirs"),
                Difference.Kind.EXTRA_RELATION,
                "live__audit.theirs is in a schema of data platform Live, which did not create it",
                null));
    assertThat(report.combined().differences())
        .anyMatch(it -> it.kind() == Difference.Kind.EXTRA_COLUMN);
  }

  @Test
  void adoptsAForeignTableOnlyWithApproval() {
    var name = new ObjectName("live", "s__products_merge");
    warehouse.ownSchema("live");
    warehouse.sql("CREATE TABLE live.s__products_merge (product_id integer PRIMARY KEY)");
    warehouse.sql("INSERT INTO live.s__products_merge VALUES (7)");
    warehouse.sql("ALTER TABLE live.s__products_merge OWNER TO " + warehouse.user());
    var graph =
        warehouse
            .graphs()
            .ingest("S", dataset("products", "product_id: integer key", "name: varchar(40)"))
            .build();

    assertThat(plan(graph).combined().refusals())
        .containsExactly(
            PlanRefusal.adoptable(
                name,
                "Cannot use live.s__products_merge: it exists, and its comment does not say that"
                    + " Trueup made it. Rename or drop it",
                "live.s__products_merge"));
    assertThat(outcomes(apply(graph, ApplyOptions.SAFE)))
        .allMatch(StepOutcome.Refused.class::isInstance);
    assertThat(outcomes(apply(graph, adopting(name))))
        .singleElement()
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            it ->
                assertThat(it.message())
                    .contains("Cannot add column 'trueup_batch_id' to live.s__products_merge"));

    warehouse.sql(
        "ALTER TABLE live.s__products_merge ADD trueup_batch_id bigint NOT NULL DEFAULT 0, ADD"
            + " trueup_row_hash bytea NOT NULL DEFAULT ''");
    assertThat(outcomes(apply(graph, adopting(name)))).allMatch(StepOutcome.Done.class::isInstance);

    assertThat(warehouse.rows("SELECT product_id, name FROM live.s__products_merge"))
        .containsExactly("7 null");
    assertThat(plan(graph).combined().isEmpty()).isTrue();
  }

  private static ApplyOptions adopting(ObjectName name) {
    return new ApplyOptions(null, Set.of(), Set.of(name), WORD);
  }

  @Test
  void aLongerTextIsWidenedUnderItsViews() {
    land(graph(customers()));
    warehouse.sql("INSERT INTO live.nw_data__customers_merge VALUES ('A', 'A', 'A', 1, '')");

    land(
        graph(
            dataset(
                "customers",
                "customer_id: varchar(5) key",
                "company_name: varchar(80) not null",
                "contact_name: string")));

    assertThat(
            warehouse.rows(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid ="
                    + " 'live__audit.g__nw_data__customers'::regclass AND attnum > 1 ORDER BY"
                    + " attnum"))
        .containsExactly("character varying(80)", "text");
    assertThat(warehouse.rows("SELECT customer_id FROM live__audit.g__nw_data__customers"))
        .containsExactly("A");
  }

  @Test
  void rewritesRowsOnlyWithApproval() {
    land(graph(dataset("customers", "id: integer key", "amount: integer")));
    warehouse.sql("INSERT INTO live.nw_data__customers_merge VALUES (1, 7, 1, '')");
    var wider = graph(dataset("customers", "id: integer key", "amount: bigint"));
    var ids =
        plan(wider).combined().needingApproval().stream()
            .map(PlannedStatement::id)
            .collect(Collectors.toSet());

    assertThat(ids).hasSize(1);
    assertThat(executor.execute(wider, provision(wider)).getFirst())
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            it ->
                assertThat(it.message())
                    .contains(
                        ids.iterator().next(),
                        "ALTER TABLE \"live\".\"nw_data__customers_merge\" ALTER COLUMN \"amount\""
                            + " TYPE bigint"));
    assertThat(outcomes(apply(wider, new ApplyOptions(null, ids, Set.of(), WORD))))
        .allMatch(StepOutcome.Done.class::isInstance);
    assertThat(
            warehouse.rows(
                "SELECT amount, pg_typeof(amount) FROM live__audit.g__nw_data__customers"))
        .containsExactly("7 bigint");
  }

  @Test
  void restoresAnEditedView() {
    var graph = graph(customers());
    land(graph);
    warehouse.sql(
        "CREATE OR REPLACE VIEW live__audit.g__nw_data__customers AS SELECT customer_id,"
            + " company_name, 'x'::varchar(30) AS contact_name FROM live.nw_data__customers_merge");

    assertThat(plan(graph).combined().statements())
        .extracting(PlannedStatement::reason)
        .containsExactly("its query differs from the declared one");
    land(graph);
    assertThat(plan(graph).combined().isEmpty()).isTrue();
  }

  @Test
  void whatCannotBeReachedIsAnAnswer() {
    warehouse.offer("wrong");

    assertThat(operations.plan(CONTEXT, graph(products()), List.of()))
        .isInstanceOfSatisfying(
            Unavailable.class,
            it -> assertThat(it.message()).startsWith("Cannot log in to database "));
  }

  private PlatformGraph graph(Dataset dataset) {
    return warehouse
        .graphs()
        .ingest("NW_Data", dataset)
        .export("NW_Data", dataset, "Audit")
        .build();
  }

  private SchemaReport report(PlanAnswer answer) {
    return ((PlanAnswer.Planned) answer).report();
  }

  private SchemaReport plan(PlatformGraph graph) {
    return report(operations.plan(CONTEXT, graph, List.copyOf(graph.nodes().keySet())));
  }

  private ApplyAnswer apply(PlatformGraph graph, ApplyOptions order) {
    return operations.apply(CONTEXT, graph, List.copyOf(graph.nodes().keySet()), order);
  }

  private static List<StepOutcome> outcomes(ApplyAnswer answer) {
    return List.copyOf(((ApplyAnswer.Applied) answer).outcomes().values());
  }

  private static List<String> sql(SchemaReport report) {
    return report.combined().statements().stream().map(PlannedStatement::sql).toList();
  }

  private void land(PlatformGraph graph) {
    assertThat(executor.execute(graph, provision(graph)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }
}
