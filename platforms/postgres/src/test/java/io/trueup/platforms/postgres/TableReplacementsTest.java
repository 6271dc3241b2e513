package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.dataset;
import static io.trueup.platforms.testing.Graphs.partitioned;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.relational.SchemaOperations.PurgeAnswer;
import io.trueup.platforms.relational.SchemaOperations.RetiredAnswer;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryNameRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables whose datasets are declared again in another form. */
class TableReplacementsTest {

  private static final StepContext CONTEXT = new StepContext("Live", "a test", () -> {});
  private static final String VIEW = "live__audit.g__nw_data__customers";
  private static final String MERGE = "live.nw_data__customers_merge";

  private static final Dataset OTHER_KEY =
      dataset("customers", "id: integer key", "customer_id: varchar(5)");

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
  private final PostgresExecutor executor = warehouse.executor();
  private final SchemaOperations operations =
      executor.capability(SchemaOperations.class).orElseThrow();

  @BeforeEach
  void letRolesBeMade() {
    warehouse.lettingRolesBeMade();
  }

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDatasetThatReturnsWithAnotherKeyGetsATableOfItsOwn(boolean areFormsRecorded) {
    land(graph(customers()));
    insert();
    land(graph());
    retire(graph(customers()), graph());
    if (!areFormsRecorded) {
      warehouse.names.forgetForms();
    }

    land(graph(OTHER_KEY));

    assertThat(tables())
        .contains(MERGE, "live.nw_data__customers_staging")
        .hasSize(4)
        .allMatch(
            it -> it.matches("live\\.nw_data_(_customers|customers_[0-9a-f]{8})_(merge|staging)"));
    assertThat(warehouse.rows("SELECT customer_id FROM " + MERGE)).containsExactly("A");
    assertThat(warehouse.rows("SELECT count(*) FROM " + VIEW)).containsExactly("0");
    assertThat(kept(graph(OTHER_KEY)))
        .containsExactly(
            "relation Live/NW_Data/customers@1/merge", "relation Live/NW_Data/customers@1/staging");
  }

  /** The removal and the return can be merged before a job next starts. */
  @Test
  void aDatasetThatReturnsBeforeItsRemovalWasRealizedGetsATableOfItsOwn() {
    land(graph(customers()));
    insert();

    land(graph(OTHER_KEY));

    assertThat(warehouse.rows("SELECT customer_id FROM " + MERGE)).containsExactly("A");
    assertThat(warehouse.rows("SELECT count(*) FROM " + VIEW)).containsExactly("0");
    assertThat(comment(MERGE)).startsWith("RETIRED: ");
  }

  @Test
  void landingAgainChangesNothing() {
    land(graph(customers()));
    land(graph(OTHER_KEY));
    var tables = tables();

    land(graph(OTHER_KEY));
    land(graph(OTHER_KEY));

    assertThat(tables()).isEqualTo(tables);
  }

  @Test
  void aPlanShowsTheNamesThatAreGivenNextAndGivesNone() {
    land(graph(customers()));
    var tables = tables();

    var graph = graph(OTHER_KEY);
    var planned =
        (PlanAnswer.Planned)
            operations.plan(CONTEXT, graph, List.copyOf(graph.nodes().keySet()), Set.of());

    assertThat(planned.report().plans().values())
        .allSatisfy(it -> assertThat(it.refusals()).isEmpty());
    var created =
        planned.report().plans().values().stream()
            .flatMap(it -> it.units().stream())
            .map(it -> it.name().toString())
            .toList();
    assertThat(tables()).isEqualTo(tables);
    land(graph);
    assertThat(created).containsAll(newOnes(tables));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "customer_id: varchar(5) key;company_name: integer",
        "customer_id: varchar(5) key;company_name: varchar(9)",
        "customer_id: varchar(5) key;fax: varchar(9) not null",
        "customer_id: varchar(5) key;company_name: varchar(40) not null",
        "customer_id: varchar(5) key;contact_name: varchar(30) not null"
      })
  void aDatasetThatReturnsInAFormThatItsTableCannotTakeGetsAnother(String columns) {
    land(graph(dataset("customers", "customer_id: varchar(5) key", "company_name: varchar(40)")));
    retire(graph(customers()), graph());
    var tables = tables();

    land(graph(dataset("customers", columns.split(";", -1))));

    assertThat(newOnes(tables)).hasSize(2);
  }

  @Test
  void aDatasetThatReturnsInAFormThatItsTableCanTakeHasItsRowsAgain() {
    land(graph(customers()));
    insert();
    retire(graph(customers()), graph());
    var tables = tables();

    land(
        graph(
            dataset(
                "customers",
                "customer_id: varchar(9) key",
                "company_name: varchar(40) not null",
                "fax: varchar(24)")));

    assertThat(tables()).isEqualTo(tables);
    assertThat(warehouse.rows("SELECT customer_id FROM " + VIEW)).containsExactly("A");
  }

  /** Like the field of an Avro schema. */
  @Test
  void aColumnThatReturnsWithAnotherTypeGivesItsDatasetATableOfItsOwn() {
    land(graph(dataset("customers", "id: integer key", "fax: varchar(9)")));
    land(graph(dataset("customers", "id: integer key")));
    var tables = tables();

    land(graph(dataset("customers", "id: integer key", "fax: date")));

    assertThat(newOnes(tables)).hasSize(2);
  }

  @Test
  void aRollbackKeepsTheTable() {
    land(graph(dataset("customers", "id: integer key", "name: varchar(9)")));
    land(graph(dataset("customers", "id: integer key", "name: varchar(20)", "fax: date")));
    var tables = tables();

    land(graph(dataset("customers", "id: integer key", "name: varchar(9)")));
    land(graph(dataset("customers", "id: integer key", "name: varchar(20)", "fax: date")));

    assertThat(tables()).isEqualTo(tables);
  }

  @Test
  void whatWasChangedByHandIsNotReplaced() {
    land(graph(customers()));
    warehouse.sql("ALTER TABLE " + MERGE + " DROP CONSTRAINT nw_data__customers_merge_pkey");
    warehouse.sql("ALTER TABLE " + MERGE + " ADD PRIMARY KEY (company_name)");
    var tables = tables();
    var graph = graph(customers());

    assertThat(executor.execute(graph, provision(graph)).getFirst())
        .isInstanceOf(StepOutcome.Refused.class);
    assertThat(tables()).isEqualTo(tables);
  }

  @Test
  void aDatasetOfManyReturnsAndTheOthersStay() {
    land(graph(customers(), products()));
    land(graph(products()));

    land(graph(OTHER_KEY, products()));

    assertThat(tables())
        .contains("live.nw_data__products_merge", "live.nw_data__products_staging")
        .hasSize(6);
    assertThat(comment("live.nw_data__products_merge")).doesNotContain("RETIRED");
  }

  @Test
  void partitionsAreSetAsideWithTheirTableAndPurgedWithIt() {
    var sales = dataset("customers", "region: varchar(9) key", "id: integer key");
    land(graph(partitioned(sales, "region")));

    var graph = graph(partitioned(dataset("customers", "region: varchar(9) key"), "region"));
    land(graph);
    assertThat(tables()).hasSize(4);

    var purged =
        (PurgeAnswer.Purged)
            operations.purge(
                CONTEXT,
                graph,
                MemoryNameRegistry.NOON.plusSeconds(1),
                new OperatorApproval("bob", "it was another dataset"));
    assertThat(purged.kept()).isEmpty();
    assertThat(purged.dropped()).hasSize(2);
    assertThat(tables()).hasSize(2);
    assertThat(warehouse.allNames("Live")).noneMatch(it -> it.logical().toString().contains("@"));
  }

  @Test
  void aThirdDatasetOfThatNameGetsATableToo() {
    land(graph(customers()));
    land(graph(OTHER_KEY));
    land(graph(dataset("customers", "code: integer key")));

    assertThat(tables()).hasSize(6);
    assertThat(kept(graph(customers()))).hasSize(4);
  }

  @Test
  void aMergeIsWarnedOfTheTableThatItReplaces() {
    land(graph(customers()));
    retire(graph(customers()), graph());

    assertThat(warnings(graph(), graph(OTHER_KEY)))
        .containsExactly(
            "Dataset 'NW_Data/customers' returns, and has a retired table"
                + " live.nw_data__customers_merge on data platform 'Live', which cannot become what"
                + " is declared: its key is (customer_id), and (id) is declared. A new table is"
                + " created for it and all data is loaded again; the earlier one is kept until it"
                + " is purged");
    assertThat(warnings(graph(), graph(customers()))).isEmpty();
    assertThat(warnings(graph(), graph(products()))).isEmpty();
  }

  @Test
  void aMergeIsWarnedOfTheTableOfADatasetWhoseRemovalIsNotRealized() {
    land(graph(customers(), products()));

    assertThat(
            warnings(
                graph(products()),
                graph(dataset("customers", "customer_id: varchar(5) key", "fax: date not null"))))
        .containsExactly(
            "Dataset 'NW_Data/customers' has table live.nw_data__customers_merge on data platform"
                + " 'Live', which cannot become what is declared: it has no column 'fax', which is"
                + " declared not to be null. A new table is created for it and all data is loaded"
                + " again; the earlier one is kept until it is purged");
  }

  private List<String> warnings(PlatformGraph before, PlatformGraph after) {
    return new PostgresPlatform()
        .mergeWarnings("Live", after, GraphDiff.between(before, after), warehouse.names).stream()
            .map(GraphProblem::message)
            .toList();
  }

  private void insert() {
    warehouse.sql("INSERT INTO " + MERGE + " VALUES ('A', 'A', 'A', 1, '')");
  }

  private List<String> tables() {
    return warehouse.rows(
        """
        SELECT schemaname || '.' || tablename
          FROM pg_tables
         WHERE schemaname = 'live' AND tablename !~ '_p[0-9]+$'
         ORDER BY tablename
        """);
  }

  private List<String> newOnes(List<String> before) {
    return tables().stream().filter(it -> !before.contains(it)).toList();
  }

  private String comment(String table) {
    return warehouse.rows("SELECT obj_description('%s'::regclass)".formatted(table)).getFirst();
  }

  private PlatformGraph graph(Dataset... datasets) {
    var graphs = warehouse.graphs();
    if (datasets.length > 0) {
      graphs = graphs.ingest("NW_Data", datasets);
    }
    for (var dataset : datasets) {
      graphs = graphs.export("NW_Data", dataset, "Audit");
    }
    return graphs.build();
  }

  private void land(PlatformGraph graph) {
    assertThat(executor.execute(graph, provision(graph)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  private void retire(PlatformGraph before, PlatformGraph after) {
    var steps =
        before.nodes().keySet().stream()
            .map((NodeKey it) -> new PlannedStep(it, StepAction.RETIRE, "a test"))
            .toList();
    assertThat(executor.execute(after, steps)).allMatch(StepOutcome.Done.class::isInstance);
  }

  private List<String> kept(PlatformGraph graph) {
    return ((RetiredAnswer.Kept) operations.retired(CONTEXT, graph))
        .relations().stream().map(it -> it.name().logical().toString()).sorted().toList();
  }
}
