package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.testing.Graphs.avro;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.dataset;
import static io.trueup.platforms.testing.Graphs.described;
import static io.trueup.platforms.testing.Graphs.partitioned;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.postgres.database.LockRetries;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The allocation of names, and the comments in the catalog. */
class PostgresNamesTest {

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
  private final PostgresExecutor executor = warehouse.executor();

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @Test
  void executorsAtOnceGiveOneNameEach() throws Exception {
    var datasets =
        IntStream.range(0, 20)
            .mapToObj(it -> dataset((it % 2 == 0 ? "d" : "D") + it / 2, "id: integer key"))
            .toArray(Dataset[]::new);
    var graph = warehouse.graphs().ingest("S", datasets).build();
    try (var other = warehouse.executor();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<StepOutcome>> here = () -> executor.execute(graph, provision(graph));
      Callable<List<StepOutcome>> there = () -> other.execute(graph, provision(graph));
      for (var result : threads.invokeAll(List.of(here, there, here, there))) {
        assertThat(result.get()).hasSize(1);
      }
    }

    land(graph);
    assertThat(warehouse.relations()).hasSize(40);
    assertThat(given("Live").stream().map(AllocatedName::name)).doesNotHaveDuplicates().hasSize(41);
  }

  @Test
  void aNameStaysWhateverComesBesideIt() {
    land(graph("S", dataset("Orders", "id: integer key")));
    var before = warehouse.relations();

    land(graph("S", dataset("Orders", "id: integer key"), dataset("orders", "id: integer key")));

    assertThat(warehouse.relations()).hasSize(4).containsAll(before);
    assertThat(before).contains("live.s__orders_merge(id, trueup_batch_id, trueup_row_hash)");
  }

  @Test
  void namesOf128CharactersBecomeReadableOnesThatFit() {
    var store = "Customer_" + "Relationship".repeat(10).substring(0, 119);
    var graph = graph(store, dataset("accounts_" + "x".repeat(119), "id: integer key"));

    land(graph);

    assertThat(store).hasSize(128);
    assertThat(warehouse.relations())
        .hasSize(2)
        .allMatch(it -> it.matches("live\\.customer_.*_[0-9a-f]{8}_(merge|staging)\\(.*"));
    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void eachNameKnowsWhatItStandsFor() {
    land(graph("NW_Data", customers()));

    assertThat(
            given("Live").stream().map(it -> it.logical() + " = " + it.within() + "." + it.name()))
        .containsExactlyInAnyOrder(
            "schema tables/Live = .live",
            "relation Live/NW_Data/customers/merge = live.nw_data__customers_merge",
            "relation Live/NW_Data/customers/staging = live.nw_data__customers_staging");
    assertThat(
            given("Live").stream()
                .filter(it -> it.logical().kind() == LogicalName.Kind.RELATION)
                .map(AllocatedName::node))
        .containsOnly(NodeKey.ingest("Live", "NW_Data"));
  }

  @Test
  void theModelsDocumentationIsInTheCatalog() {
    var customers = described(customers(), "Who buys from us; it's \\ theirs");
    var graph =
        warehouse
            .graphs()
            .ingest("NW_Data", customers)
            .export("NW_Data", customers, "Audit")
            .build();

    land(graph);

    assertThat(
            warehouse.rows(
                "SELECT split_part(obj_description(oid), chr(10), 1) FROM pg_class WHERE relname"
                    + " LIKE '%nw_data__customers%' AND relkind IN ('r', 'v')"))
        .hasSize(3)
        .containsOnly("Who buys from us; it's \\ theirs");
    assertThat(
            warehouse.rows(
                "SELECT col_description('live__audit.g__nw_data__customers'::regclass, 1)"))
        .containsExactly("customer_id of it");
    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void rowsFindTheirPartition() {
    var sales =
        partitioned(
            dataset("sales", "region: varchar(9) key", "id: integer key", "amount: integer"),
            "region");
    var graph =
        warehouse
            .graphs()
            .hinting("partitions", "4")
            .ingest("S", sales)
            .export("S", sales, "Audit")
            .build();
    land(graph);

    warehouse.sql(
        "INSERT INTO live.s__sales_merge SELECT 'r' || n, n, n, 1, '' FROM generate_series(1, 100)"
            + " g (n)");

    assertThat(warehouse.rows("SELECT count(*) FROM live__audit.g__s__sales"))
        .containsExactly("100");
    assertThat(
            warehouse.rows(
                "SELECT DISTINCT tableoid::regclass FROM live.s__sales_merge ORDER BY 1"))
        .containsExactly(
            "live.s__sales_merge_p0",
            "live.s__sales_merge_p1",
            "live.s__sales_merge_p2",
            "live.s__sales_merge_p3");
    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void anAvroRecordsFieldsAreColumns() {
    var orders =
        avro(
            "orders",
            Map.of(
                "type",
                "record",
                "name",
                "Order",
                "fields",
                List.of(
                    Map.of("name", "id", "type", "long"),
                    Map.of("name", "note", "type", List.of("null", "string")))),
            "id");
    var graph = warehouse.graphs().ingest("S", orders).export("S", orders, "Audit").build();

    land(graph);

    assertThat(warehouse.relations())
        .contains(
            "live.s__orders_merge(id, note, trueup_batch_id, trueup_row_hash)",
            "live__audit.g__s__orders(id, note)");
    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void checksAndCollationsAreTheColumns() {
    var odd = dataset("odd", "id: integer key", "tiny: tinyint", "name: varchar(9) collate \"C\"");
    var graph = graph("S", odd);
    land(graph);

    assertThat(
            warehouse.rows(
                "SELECT collname FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation"
                    + " WHERE attrelid = 'live.s__odd_merge'::regclass AND attname = 'name'"))
        .containsExactly("C");
    assertThat(
            warehouse.rows(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid ="
                    + " 'live.s__odd_merge'::regclass AND contype = 'c'"))
        .containsExactly("CHECK (((tiny >= '-128'::integer) AND (tiny <= 127)))");
    assertThat(executor.execute(graph, provision(graph)))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void theRegistryIsAskedAsOftenForManyNodesAsForFew() {
    var few = exported(2);
    var many = exported(12);
    land(many);

    assertThat(questions(many)).isEqualTo(questions(few)).isLessThan(10);
  }

  private PlatformGraph exported(int number) {
    var graphs = warehouse.graphs();
    for (var i = 0; i < number; i++) {
      var dataset = dataset("d" + i, "id: integer key");
      graphs = graphs.ingest("S" + i, dataset).export("S" + i, dataset, "Audit");
    }
    return graphs.build();
  }

  /** The number of calls to the registry for a plan of the whole graph. */
  private int questions(PlatformGraph graph) {
    var asked = new AtomicInteger();
    var usual = warehouse.environment();
    var counting =
        (NameRegistry)
            Proxy.newProxyInstance(
                NameRegistry.class.getClassLoader(),
                new Class<?>[] {NameRegistry.class},
                (_, method, arguments) -> {
                  asked.incrementAndGet();
                  return method.invoke(usual.names(), arguments);
                });
    var environment =
        new PlatformEnvironment(
            usual.installation(),
            usual.credentials(),
            counting,
            usual.journal(),
            usual.reconcileWithin());
    try (var counted =
        new PostgresExecutor(environment, warehouse.containers(), LockRetries.STANDARD)) {
      var context = new StepContext("test/Live", "a test", () -> {});
      var answer =
          counted
              .capability(SchemaOperations.class)
              .orElseThrow()
              .plan(context, graph, graph.nodes().keySet(), Set.of());
      assertThat(answer).isInstanceOf(PlanAnswer.Planned.class);
    }
    return asked.get();
  }

  private PlatformGraph graph(String store, Dataset... datasets) {
    return warehouse.graphs().ingest(store, datasets).build();
  }

  private List<AllocatedName> given(String platform) {
    return warehouse.names.all(
        ContainerDatabase.of(warehouse.container()).identity(), platform, null, 1_000);
  }

  private void land(PlatformGraph graph) {
    assertThat(executor.execute(graph, provision(graph)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }
}
