package io.trueup.platforms.postgres;

import static io.trueup.platforms.testing.Graphs.avro;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.dataset;
import static io.trueup.platforms.testing.Graphs.described;
import static io.trueup.platforms.testing.Graphs.partitioned;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.History;
import io.trueup.model.graph.PipelineNode.Consumer;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Partitioning;
import io.trueup.platforms.testing.Graphs;
import io.trueup.platforms.testing.MemoryNameRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeLayoutTest {

  private static final Consumer LIVE_PRODUCTS =
      new Consumer("USA", "NorthWind", "ProductReporting", "LiveProducts");
  private static final Consumer AUDIT = new Consumer("EU", "Audit", "Audit", "All");

  @Test
  void anIngestionHasAStagingAndAMergeTableForEachDataset() {
    assertThat(names(live().ingest("NW_Data", customers(), products())))
        .containsExactly(
            "live.nw_data__customers_merge",
            "live.nw_data__customers_staging",
            "live.nw_data__products_merge",
            "live.nw_data__products_staging");
  }

  @Test
  void aTransformerHasAnOutputTableForEachDataset() {
    assertThat(names(live().transform("Masking", List.of(), "Masked", customers())))
        .containsExactly("live.masked__customers_output");
  }

  @Test
  void anExportHasAViewForEachGroupInASchemaForEachWorkspace() {
    assertThat(names(export(live())))
        .containsExactly(
            "live__audit.all__nw_data__customers",
            "live__productreporting.liveproducts__nw_data__customers");
  }

  @Test
  void schemasOfViewsMayBeOnesOfGroups() {
    assertThat(names(export(live().hinting("view-schemas", "group"))))
        .containsExactly(
            "live__audit__all.nw_data__customers",
            "live__productreporting__liveproducts.nw_data__customers");
  }

  @Test
  void schemasOfViewsMayBeOnesOfZones() {
    assertThat(names(export(live().hinting("view-schemas", "zone"))))
        .containsExactly(
            "live__eu.audit__all__nw_data__customers",
            "live__usa.productreporting__liveproducts__nw_data__customers");
  }

  @Test
  void partsOfNamesAreNeverConfused() {
    assertThat(
            names(
                live()
                    .ingest("a_b", dataset("c", "id: integer key"))
                    .ingest("a", dataset("b_c", "id: integer key"))))
        .containsExactly(
            "live.a__b_c_merge", "live.a__b_c_staging", "live.a_b__c_merge", "live.a_b__c_staging");
  }

  @Test
  void whatDiffersOnlyInCaseGetsANameOfItsOwn() {
    var names =
        names(
            live()
                .ingest(
                    "S",
                    dataset("orders", "id: integer key"),
                    dataset("Orders", "id: integer key")));

    assertThat(names).hasSize(4).doesNotHaveDuplicates();
    assertThat(names.stream().filter(it -> it.endsWith("_merge")))
        .contains("live.s__orders_merge")
        .anyMatch(it -> it.matches("live\\.s_orders_[0-9a-f]{8}_merge"));
  }

  @Test
  void onlyTheKeyIsNeverNullInStaging() {
    assertThat(table(live().ingest("NW_Data", customers()), "live.nw_data__customers_staging"))
        .satisfies(it ->
            assertThat(it.columns())
                .containsExactly(
                    column("customer_id", "character varying(5)", false),
                    column("company_name", "character varying(40)", true),
                    column("contact_name", "character varying(30)", true),
                    column("trueup_batch_id", "bigint", false),
                    column("trueup_operation", "\"char\"", false)))
        .satisfies(it -> assertThat(it.primaryKey()).isEmpty());
  }

  @Test
  void aMergeTableOfLiveRowsHasTheirLastBatch() {
    var merge = table(live().ingest("NW_Data", customers()), "live.nw_data__customers_merge");

    assertThat(merge.columns())
        .containsExactly(
            column("customer_id", "character varying(5)", false),
            column("company_name", "character varying(40)", false),
            column("contact_name", "character varying(30)", true),
            column("trueup_batch_id", "bigint", false),
            column("trueup_row_hash", "bytea", false));
    assertThat(merge.primaryKey()).containsExactly("customer_id");
    assertThat(merge.options()).isEqualTo(DesiredTable.TableOptions.PLAIN);
  }

  @Test
  void aMergeTableWithThePastKeepsEveryState() {
    for (var history : List.of(History.FORENSIC, History.LIVE_WITH_HISTORY)) {
      var merge =
          table(
              live().keeping(history).ingest("NW_Data", customers()),
              "live.nw_data__customers_merge");

      assertThat(merge.columns().stream().map(ColumnDefinition::name))
          .containsExactly(
              "customer_id",
              "company_name",
              "contact_name",
              "trueup_batch_in",
              "trueup_batch_out",
              "trueup_row_hash");
      assertThat(merge.primaryKey()).containsExactly("customer_id", "trueup_batch_in");
    }
  }

  @Test
  void aForensicViewShowsEveryState() {
    assertThat(views(export(live().keeping(History.FORENSIC))).getFirst())
        .satisfies(it -> assertThat(it.condition()).isNull())
        .satisfies(it ->
            assertThat(columnNames(it))
                .containsExactly(
                    "customer_id",
                    "company_name",
                    "contact_name",
                    "trueup_batch_in",
                    "trueup_batch_out"));
  }

  @Test
  void aViewOfLiveRowsHasAnotherOfThePastBesideIt() {
    var views = views(export(live().keeping(History.LIVE_WITH_HISTORY)));

    assertThat(views.stream().map(it -> it.name().toString()))
        .containsExactly(
            "live__audit.all__nw_data__customers",
            "live__audit.all__nw_data__customers_history",
            "live__productreporting.liveproducts__nw_data__customers",
            "live__productreporting.liveproducts__nw_data__customers_history");
    assertThat(views.getFirst().condition()).isEqualTo("\"trueup_batch_out\" IS NULL");
    assertThat(columnNames(views.getFirst()))
        .containsExactly("customer_id", "company_name", "contact_name");
    assertThat(views.get(1).condition()).isNull();
    assertThat(columnNames(views.get(1))).endsWith("trueup_batch_in", "trueup_batch_out");
  }

  @Test
  void eachWorkspaceReadsItsOwnViewsWithARole() {
    assertThat(desired(export(live())).readers().toString())
        .isEqualTo(
            "{live__audit.all__nw_data__customers=[warehouse__live__audit_reader],"
                + " live__productreporting.liveproducts__nw_data__customers=[warehouse__live__productreporting_reader]}");
    assertThat(desired(export(live().hinting("reader-roles", "none"))).readers()).isEmpty();
  }

  @Test
  void commentsHoldWhatTheModelSaysAndWhoseItIs() {
    var table =
        table(
            live().ingest("NW_Data", described(customers(), "Who buys.\nAnd\0 who does not.")),
            "live.nw_data__customers_merge");

    assertThat(table.comment())
        .isEqualTo(
            """
            Who buys.
            And who does not.
            Merge table of dataset NW_Data/customers on data platform Live
            trueup platform=acme/Live node=Ingest/Live/NW_Data\
            """);
    assertThat(table.columns().stream().map(ColumnDefinition::comment))
        .containsExactly(
            "customer_id of it", "company_name of it", "contact_name of it", null, null);
  }

  @Test
  void checksKeepOutWhatTheDeclaredTypeDoesNotHold() {
    var merge =
        table(
            live().ingest("S", dataset("d", "id: integer key", "tiny: tinyint", "raw: binary(8)")),
            "live.s__d_merge");

    assertThat(merge.options().checks())
        .containsExactly(
            CheckConstraint.of("tiny", "\"tiny\" BETWEEN -128 AND 127"),
            CheckConstraint.of("raw", "octet_length(\"raw\") <= 8"));
  }

  @Test
  void mergeTablesAreDividedByPartitionColumnsOfTheirKey() {
    var sales = dataset("sales", "region: varchar(9) key", "id: integer key", "amount: integer");

    var merge =
        table(
            live().hinting("partitions", "3").ingest("S", partitioned(sales, "region")),
            "live.s__sales_merge");

    assertThat(merge.options().partitioning())
        .isEqualTo(
            new Partitioning(
                List.of("region"),
                IntStream.range(0, 3)
                    .mapToObj(it -> new ObjectName("live", "s__sales_merge_p" + it))
                    .toList()));
    assertThat(
            Objects.requireNonNull(
                    table(live().ingest("S", partitioned(sales, "region")), "live.s__sales_merge")
                        .options()
                        .partitioning())
                .partitions())
        .hasSize(8);
    assertThat(
            table(live().ingest("S", partitioned(sales, "amount")), "live.s__sales_merge")
                .options()
                .partitioning())
        .isNull();
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
                    Map.of("name", "note", "type", List.of("null", "string")),
                    Map.of("name", "channel", "type", "string", "default", "web"),
                    Map.of("name", "lines", "type", Map.of("type", "array", "items", "string")))),
            "id");

    assertThat(table(live().ingest("S", orders), "live.s__orders_merge").columns())
        .startsWith(
            column("id", "bigint", false),
            column("note", "text", true),
            column("channel", "text", true),
            column("lines", "jsonb", false));
  }

  @Test
  void aCollationIsTheColumns() {
    var merge =
        table(
            live().ingest("S", dataset("d", "id: integer key", "name: string collate \"de_DE\"")),
            "live.s__d_merge");

    assertThat(merge.columns().get(1))
        .isEqualTo(new ColumnDefinition("name", "text", true, "de_DE", null, null));
  }

  private static ColumnDefinition column(String name, String type, boolean isNullable) {
    return ColumnDefinition.of(name, type, isNullable);
  }

  private static Graphs live() {
    return Graphs.of("postgres");
  }

  private static Graphs export(Graphs graphs) {
    return export(graphs, customers());
  }

  private static Graphs export(Graphs graphs, Dataset dataset) {
    return graphs.exportTo(
        Objects.requireNonNull(graphs.container()), "NW_Data", dataset, AUDIT, LIVE_PRODUCTS);
  }

  private static List<String> columnNames(DesiredView view) {
    return view.columns().stream().map(ColumnDefinition::name).toList();
  }

  private static DesiredSchema desired(Graphs graphs) {
    var graph = graphs.build();
    var nodes = List.copyOf(graph.nodes().values());
    var allocator =
        new NameAllocator(
            new MemoryNameRegistry(),
            "acme/Live",
            graph,
            Objects.requireNonNull(graph.container()));
    var layout = new NodeLayout(graph, "acme/Live", allocator.allocate(nodes).names());
    var tables = new ArrayList<DesiredTable>();
    var views = new ArrayList<DesiredView>();
    var readers = new TreeMap<ObjectName, SortedSet<String>>();
    for (var node : nodes) {
      var desired = layout.desired(node);
      tables.addAll(desired.tables());
      views.addAll(desired.views());
      readers.putAll(desired.readers());
    }
    return new DesiredSchema(tables, views, readers);
  }

  private static List<DesiredView> views(Graphs graphs) {
    return desired(graphs).views();
  }

  private static List<String> names(Graphs graphs) {
    var desired = desired(graphs);
    return Stream.concat(
            desired.tables().stream().map(DesiredTable::name),
            desired.views().stream().map(DesiredView::name))
        .map(ObjectName::toString)
        .sorted()
        .toList();
  }

  private static DesiredTable table(Graphs graphs, String name) {
    return desired(graphs).tables().stream()
        .filter(it -> it.name().toString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
