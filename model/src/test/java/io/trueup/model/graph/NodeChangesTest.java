package io.trueup.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.TestModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeChangesTest {

  private static final String SALES = "usa/sales.yaml";
  private static final String MASK = "workspaces/masked-customers.yaml";
  private static final String EXPORT = "Export/Live/USA/DataOffice/warehouse/NW_Data/customers";

  record Row(String path, String old, String replacement, String node, List<String> words) {}

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            SALES,
            "      city: varchar(15)\n",
            "      city: varchar(20)\n      fax: string\n",
            "Ingest/Live/NW_Data",
            List.of(
                "column customers/city is varchar(20) instead of varchar(15)",
                "column customers/fax added")),
        new Row(
            SALES,
            "      city: varchar(15)\n",
            "",
            EXPORT,
            List.of("column customers/city removed")),
        new Row(
            SALES,
            "      city: varchar(15)\n      country: varchar(15)\n",
            "      country: varchar(15)\n      city: varchar(15)\n",
            EXPORT,
            List.of("order of columns of customers changed")),
        new Row(
            SALES,
            "contact_name: varchar(30)",
            "contact_name: {type: varchar(30), nullable: false}",
            EXPORT,
            List.of("column customers/contact_name changed")),
        new Row(
            SALES,
            "company_name: {type: varchar(40), nullable: false}",
            "company_name: {type: varchar(40), key: true}",
            EXPORT,
            List.of("column customers/company_name changed", "primary key of customers changed")),
        new Row(
            SALES,
            "classification: [PC3]",
            "classification: [PC2]",
            EXPORT,
            List.of("classification of customers changed")),
        new Row(
            SALES,
            "  orders:\n",
            "  regions: {classification: PUB, columns: {id: {type: integer, key: true}}}\n  orders:\n",
            "Ingest/Live/NW_Data",
            List.of("dataset regions added")),
        new Row(
            SALES,
            "cron: \"*/10 * * * *\"",
            "cron: \"*/5 * * * *\"",
            "Ingest/Live/NW_Data",
            List.of("capture changed")),
        new Row(
            SALES,
            "port: 5432",
            "port: 5433",
            "Ingest/Live/NW_Data",
            List.of("source container changed")),
        new Row(
            SALES,
            "multi-dataset",
            "single-dataset",
            EXPORT,
            List.of(
                "input Ingest/Live/NW_Data/customers added", "input Ingest/Live/NW_Data removed")),
        new Row(
            "usa/data-office.yaml",
            "port: 5432",
            "port: 5433",
            EXPORT,
            List.of("container changed")),
        new Row(
            "usa/data-office.yaml",
            "port: 5432",
            "port: 5433",
            "Ingest/Live/NW_Data",
            List.of("declaration of its platform changed")),
        new Row(
            "usa/data-office.yaml",
            "port: 5432",
            "port: 5433",
            "Ingest/Live/Masked",
            List.of("declaration of its platform or container of its transformer changed")),
        new Row(
            "usa/data-office.yaml",
            "port: 5432",
            "port: 5433",
            "Transform/Live/MaskCustomers",
            List.of("declaration of its platform or container of its workspace changed")),
        new Row(
            "assignments.yaml",
            "assign:\n",
            "primaryIngestion: {NW_Data: Live}\nassign:\n",
            "Ingest/Forensic/NW_Data",
            List.of("primary platform is Live instead of none", "source container changed")),
        new Row(
            MASK,
            "NW_Data/customers",
            "NW_Data/customers, NW_Data/orders",
            "Trigger/Live/MaskCustomers",
            List.of("input Export/Live/USA/DataOffice/warehouse/NW_Data/orders added")),
        new Row(
            MASK,
            "transformer:\n",
            "transformer:\n  trigger: external\n",
            "Trigger/Live/MaskCustomers",
            List.of("schedule is external instead of none")),
        new Row(MASK, "v1.4.0", "v1.5.0", "Transform/Live/MaskCustomers", List.of("code changed")),
        new Row(
            MASK,
            "      customers:\n",
            "      others: {classification: PUB, columns: {id: {type: integer, key: true}}}\n      customers:\n",
            "Transform/Live/MaskCustomers",
            List.of("dataset others added")),
        new Row(
            "workspaces/supply-chain.yaml",
            "priority: high",
            "priority: low",
            EXPORT,
            List.of("priority is medium instead of high")),
        new Row(
            "workspaces/product-reporting.yaml",
            ", NW_Data/customers",
            "",
            EXPORT,
            List.of("group ProductReporting/LiveProducts removed")),
        new Row(
            "workspaces/product-reporting.yaml",
            "team: USA/Sales",
            "team: USA/DataOffice",
            EXPORT,
            List.of(
                "team of ProductReporting/LiveProducts is USA/DataOffice instead of USA/Sales")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void describesWhatChanged(Row row) {
    var model = TestModel.northwind();
    var before = node(model, row.node());
    var after = node(model.with(row.path(), row.old(), row.replacement()), row.node());

    assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
    assertThat(NodeChanges.describe(before, after)).isEqualTo(row.words());
  }

  @Test
  void saysWhichFieldsOfAnAvroSchemaChanged() {
    var text = TestModel.northwind().text(SALES);
    var model =
        TestModel.northwind()
            .withFile(
                SALES,
                text.replaceAll("(?s)    columns:\n      product_id.*", "AVRO")
                    .replace("AVRO", avro("{name: size, type: int}")));
    var changed =
        model.withFile(
            SALES,
            model
                .text(SALES)
                .replace(
                    "{name: size, type: int}",
                    "{name: size, type: long}\n        - {name: more, type: [\"null\", string], default: null}"));

    assertThat(
            NodeChanges.describe(
                node(model, "Ingest/Live/NW_Data"), node(changed, "Ingest/Live/NW_Data")))
        .containsExactly("field products/more added", "field products/size changed");
  }

  private static String avro(String field) {
    return """
    primaryKey: [product_id]
    avro:
      type: record
      name: Product
      fields:
        - {name: product_id, type: int}
        - FIELD
    """
        .replace("FIELD", field)
        .indent(4);
  }

  @Test
  void describesEveryChange() {
    var nodes =
        TestModel.northwind().accepted().graphs().values().stream()
            .flatMap(it -> it.nodes().values().stream())
            .toList();

    for (var before : nodes) {
      for (var after : nodes) {
        assertThat(NodeChanges.describe(before, after)).isNotEmpty();
      }
    }
  }

  private static PipelineNode node(TestModel model, String key) {
    return model.accepted().graphs().values().stream()
        .flatMap(it -> it.nodes().values().stream())
        .filter(it -> it.key().value().equals(key))
        .findFirst()
        .orElseThrow();
  }
}
