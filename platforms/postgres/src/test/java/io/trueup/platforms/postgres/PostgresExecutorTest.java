package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.postgres.PostgresWarehouse.step;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.customersWithFax;
import static io.trueup.platforms.testing.Graphs.dataset;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.History;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresExecutorTest {

  private static final String CUSTOMERS =
      "live.nw_data__customers_merge(customer_id, company_name, contact_name, trueup_batch_id,"
          + " trueup_row_hash)";

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
  private final PostgresExecutor executor = warehouse.executor();

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @Test
  void makesTablesForIngestionAndViewsForWorkspaces() {
    land(graph(customers(), "ProductReporting", "Audit"));

    assertThat(warehouse.relations())
        .containsExactly(
            "live.nw_data__customers_merge(customer_id, company_name, contact_name,"
                + " trueup_batch_id, trueup_row_hash)",
            "live.nw_data__customers_staging(customer_id, company_name, contact_name,"
                + " trueup_batch_id, trueup_operation)",
            "live__audit.g__nw_data__customers(customer_id, company_name, contact_name)",
            "live__productreporting.g__nw_data__customers(customer_id, company_name,"
                + " contact_name)");
  }

  @Test
  void commentsSayWhatItIsAndWhoseItIs() {
    var graph = graph(customers(), "Audit");
    land(graph);

    assertThat(warehouse.rows("SELECT obj_description('live.nw_data__customers_merge'::regclass)"))
        .containsExactly(
            "Merge table of dataset NW_Data/customers on data platform Live\n"
                + "trueup platform=Live node=Ingest/Live/NW_Data");
  }

  @Test
  void aForensicPlatformKeepsBatchesAndShowsThem() {
    var graph =
        warehouse
            .graphs()
            .named("Archive")
            .keeping(History.FORENSIC)
            .ingest("NW_Data", products())
            .export("NW_Data", products(), "Audit")
            .build();

    land(graph);

    assertThat(warehouse.relations())
        .containsExactly(
            "archive.nw_data__products_merge(product_id, product_name, unit_price, trueup_batch_in,"
                + " trueup_batch_out, trueup_row_hash)",
            "archive.nw_data__products_staging(product_id, product_name, unit_price,"
                + " trueup_batch_id, trueup_operation)",
            "archive__audit.g__nw_data__products(product_id, product_name, unit_price,"
                + " trueup_batch_in, trueup_batch_out)");
    assertThat(
            warehouse.rows(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid ="
                    + " 'archive.nw_data__products_merge'::regclass AND contype = 'p'"))
        .containsExactly("PRIMARY KEY (product_id, trueup_batch_in)");
  }

  @Test
  void aPlatformOfLiveRowsWithThePastShowsBoth() {
    var graph =
        warehouse
            .graphs()
            .keeping(History.LIVE_WITH_HISTORY)
            .ingest("NW_Data", products())
            .export("NW_Data", products(), "Audit")
            .build();
    land(graph);
    warehouse.sql(
        "INSERT INTO live.nw_data__products_merge VALUES (1, 'Chai', 18, 1, 2, ''), (1, 'Chai', 19,"
            + " 2, NULL, ''), (2, 'Chang', 9, 1, 2, '')");

    assertThat(warehouse.rows("SELECT * FROM live__audit.g__nw_data__products"))
        .containsExactly("1 Chai 19.00");
    assertThat(
            warehouse.rows("SELECT * FROM live__audit.g__nw_data__products_history ORDER BY 1, 4"))
        .containsExactly("1 Chai 18.00 1 2", "1 Chai 19.00 2 null", "2 Chang 9.00 1 2");
    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void aTransformerWritesToOutputTables() {
    var masked = dataset("customers", "customer_id: varchar(5) key", "hint: varchar(3)");

    land(warehouse.graphs().transform("Masking", List.of(), "Masked", masked).build());

    assertThat(warehouse.relations())
        .containsExactly("live.masked__customers_output(customer_id, hint)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO live__audit.g__nw_data__customers (customer_id) VALUES ('A')",
        "UPDATE live__audit.g__nw_data__customers SET contact_name = 'A'",
        "DELETE FROM live__audit.g__nw_data__customers"
      })
  void viewsAreReadOnly(String sql) throws SQLException {
    land(graph(customers(), "Audit"));

    try (var connection = warehouse.connect();
        var statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql))
          .hasMessageContaining("Views containing WITH are not automatically updatable");
    }
  }

  @Test
  void aLookUpByKeyThroughAViewUsesTheKey() {
    land(graph(customers(), "Audit"));
    warehouse.sql(
        "INSERT INTO live.nw_data__customers_merge SELECT n::text, 'c', 'd', 1, '\\x00' FROM"
            + " generate_series(1, 5000) AS g (n)");
    warehouse.sql("ANALYZE live.nw_data__customers_merge");

    assertThat(
            warehouse
                .rows(
                    "EXPLAIN SELECT * FROM live__audit.g__nw_data__customers WHERE customer_id ="
                        + " '77'")
                .getFirst())
        .startsWith("Index Scan using nw_data__customers_merge_pkey");
  }

  @Test
  void addsANullableColumnAndKeepsTheRows() {
    land(graph(customers(), "Audit"));
    warehouse.sql(
        "INSERT INTO live.nw_data__customers_merge VALUES ('A', 'Alfreds', 'Maria', 1, '\\x00')");

    land(graph(customersWithFax(), "Audit"));

    assertThat(warehouse.rows("SELECT * FROM live__audit.g__nw_data__customers"))
        .containsExactly("A Alfreds Maria null");
    assertThat(warehouse.relations())
        .contains(
            "live__audit.g__nw_data__customers(customer_id, company_name, contact_name, fax)",
            "live.nw_data__customers_staging(customer_id, company_name, contact_name,"
                + " trueup_batch_id, trueup_operation, fax)");
  }

  @Test
  void everyTypeIsFoundAgainAsItWasMade() {
    var all =
        dataset(
            "all_types",
            "id: uuid key",
            "a: boolean",
            "b: tinyint",
            "c: smallint",
            "d: integer",
            "e: bigint",
            "f: float32",
            "g: float64",
            "h: decimal(12,4)",
            "i: char(4)",
            "j: varchar(9)",
            "k: varchar",
            "l: nchar(3)",
            "m: nvarchar(5)",
            "n: nvarchar",
            "o: string(7)",
            "p: string",
            "q: date",
            "r: time",
            "s: timestamp",
            "t: timestamp(zone)",
            "u: interval",
            "v: binary(8)",
            "w: binary",
            "x: variant");
    var graph = warehouse.graphs().ingest("S", all).export("S", all, "Audit").build();
    land(graph);

    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void reservedWordsAndLongNamesAreFine() {
    var odd = dataset("order", "select: integer key", "x".repeat(100) + ": date", "User: string");
    var graph =
        warehouse.graphs().ingest("Table", odd).export("Table", odd, "W".repeat(120)).build();

    land(graph);

    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void marksWhatIsRetiredDropsNothingAndUnmarksWhatComesBack() {
    var graph = graph(customers(), "Audit");
    land(graph);
    var relations = warehouse.relations();
    var comments = warehouse.comments();

    var retire = new PlannedStep(NodeKey.ingest("Live", "NW_Data"), StepAction.RETIRE, "a test");
    assertThat(executor.execute(warehouse.graphs().build(), List.of(retire)))
        .allMatch(StepOutcome.Done.class::isInstance);

    assertThat(warehouse.relations()).isEqualTo(relations);
    assertThat(warehouse.comments())
        .contains(
            "nw_data__customers_merge: RETIRED: no longer in the model, kept until an operator"
                + " drops it. Merge table of dataset NW_Data/customers on data platform Live");
    land(graph);
    assertThat(warehouse.comments()).isEqualTo(comments);
  }

  @Test
  void marksTheViewOfAWorkspaceThatNoLongerWantsIt() {
    land(graph(customers(), "Audit", "Reporting"));

    land(graph(customers(), "Reporting"));

    assertThat(
            warehouse.rows(
                "SELECT obj_description('live__audit.g__nw_data__customers'::regclass) LIKE"
                    + " 'RETIRED%'"))
        .containsExactly("true");
  }

  @Test
  void recreatesADroppedTable() {
    var graph = graph(customers(), "Audit");
    land(graph);
    var relations = warehouse.relations();
    warehouse.sql("DROP TABLE live.nw_data__customers_merge CASCADE");

    land(graph);

    assertThat(warehouse.relations()).isEqualTo(relations);
  }

  @Test
  void refusesATableThatItDidNotMakeAndLandsTheRest() {
    warehouse.ownSchema("live");
    warehouse.sql("CREATE TABLE live.other__products_merge (product_id integer)");
    var graph =
        warehouse.graphs().ingest("NW_Data", customers()).ingest("Other", products()).build();

    assertThat(executor.execute(graph, provision(graph)))
        .satisfiesExactly(
            done -> assertThat(done).isInstanceOf(StepOutcome.Done.class),
            refused ->
                assertThat(refused)
                    .isEqualTo(
                        new StepOutcome.Refused(
                            "Cannot use live.other__products_merge: it exists, and its comment does"
                                + " not say that Trueup made it. Rename or drop it, or have it"
                                + " adopted (--adopt live.other__products_merge). To adopt, run:"
                                + " trueup schema apply --platform Live --node"
                                + " 'Ingest/Live/Other' --adopt live.other__products_merge"
                                + " --reason \"…\"")));
    assertThat(warehouse.relations())
        .contains(CUSTOMERS)
        .noneMatch(r -> r.startsWith("live.other__products_staging"));
  }

  @Test
  void refusesATableOfAnotherPlatform() {
    land(graph(customers(), "Audit"));
    warehouse.forgetNames();
    var graph = graph(customers(), "Audit");

    try (var other = warehouse.executor()) {
      assertThat(
              other.execute(
                  new StepContext("other/Live", "a test", () -> {}), graph, provision(graph)))
          .first()
          .isInstanceOfSatisfying(
              StepOutcome.Refused.class,
              refused ->
                  assertThat(refused.message())
                      .startsWith(
                          "Cannot use live.nw_data__customers_merge: it exists, and it belongs to"
                              + " node Ingest/Live/NW_Data of data platform Live. Rename or drop"
                              + " it"));
    }
  }

  @Test
  void aPlatformOfTheSameNameGetsNamesOfItsOwn() {
    land(graph(customers(), "Audit"));
    var namesake = warehouse.graphs().named("LIVE").ingest("NW_Data", customers()).build();

    land(namesake);

    assertThat(warehouse.relations()).hasSize(5);
  }

  @Test
  void aViewWhoseTableIsNotThereYetCanLandLater() {
    var graph = graph(customers(), "Audit");

    assertThat(executor.execute(graph, List.of(step(graph, NodeKind.EXPORT))))
        .containsExactly(
            new StepOutcome.Failed(
                "Cannot create view live__audit.g__nw_data__customers: its table"
                    + " live.nw_data__customers_merge does not exist yet"));
    land(graph);
  }

  @Test
  void aStepThatFailsInTheMiddleOfATransactionFailsAlone() {
    warehouse.ownSchema("live");
    warehouse.sql("CREATE TYPE live.s__d070_merge AS ENUM ()"); // a table makes a type of its name
    var graphs = warehouse.graphs();
    for (var i = 0; i < 150; i++) {
      graphs = graphs.ingestSingle("S", dataset("d%03d".formatted(i), "id: integer key"));
    }
    var graph = graphs.build();
    var steps = provision(graph);

    var outcomes = executor.execute(graph, steps);

    assertThat(steps).hasSize(150);
    assertThat(outcomes.stream().filter(StepOutcome.Done.class::isInstance)).hasSize(149);
    assertThat(outcomes.get(70))
        .isEqualTo(
            new StepOutcome.Failed(
                "Cannot change database '%s' at %s:%d, because another session created the same object meanwhile: type \"s__d070_merge\" already exists. Try again; the next attempt reads the catalog again. The statement is: CREATE TABLE \"live\".\"s__d070_merge\" (\"id\" integer NOT NULL, \"trueup_batch_id\" bigint NOT NULL, \"trueup_row_hash\" bytea NOT NULL, PRIMARY KEY (\"id\"))"
                    .formatted(warehouse.name(), warehouse.host(), warehouse.port())));
    assertThat(warehouse.relations()).hasSize(2 * 149);
  }

  @Test
  void manyTablesOfOneStepLand() {
    var datasets =
        IntStream.range(0, 120)
            .mapToObj(i -> dataset("d%03d".formatted(i), "id: integer key"))
            .toArray(Dataset[]::new);
    var graph = warehouse.graphs().ingest("S", datasets).build();

    land(graph);

    assertThat(warehouse.relations()).hasSize(240);
    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void twoDaemonsAtOnceEndWithOneOfEverything() throws Exception {
    var graph = graph(customers(), "Audit", "Reporting");
    try (var other = warehouse.executor();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<StepOutcome>> here = () -> executor.execute(graph, provision(graph));
      Callable<List<StepOutcome>> there = () -> other.execute(graph, provision(graph));
      for (var result : threads.invokeAll(List.of(here, there, here, there))) {
        assertThat(result.get()).allMatch(PostgresExecutorTest::landedOrBusy);
      }
    }

    land(graph);
    assertThat(warehouse.relations()).hasSize(4);
  }

  private static boolean landedOrBusy(StepOutcome outcome) {
    return outcome instanceof StepOutcome.Done
        || (outcome instanceof StepOutcome.Failed(var message)
            && message.contains("can be tried again"));
  }

  @Test
  void aNodeThatTheTargetDoesNotHoldIsRefused() {
    var unknown = new PlannedStep(NodeKey.ingest("Live", "Gone"), StepAction.ALTER, "a test");

    assertThat(executor.execute(warehouse.graphs().build(), List.of(unknown)))
        .containsExactly(
            new StepOutcome.Refused(
                "The target of data platform 'Live' has no node Ingest/Live/Gone"));
  }

  private PlatformGraph graph(Dataset dataset, String... workspaces) {
    return warehouse
        .graphs()
        .ingest("NW_Data", dataset)
        .export("NW_Data", dataset, workspaces)
        .build();
  }

  private void land(PlatformGraph graph) {
    assertThat(executor.execute(graph, provision(graph)))
        .as(() ->
            graph.nodes().keySet().stream().map(NodeKey::value).collect(Collectors.joining(" ")))
        .allMatch(StepOutcome.Done.class::isInstance);
  }
}
