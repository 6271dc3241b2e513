package io.trueup.platforms.postgres;

import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.History;
import io.trueup.platforms.schema.ColumnDefinition;
import io.trueup.platforms.schema.Table;
import io.trueup.platforms.schema.View;
import io.trueup.platforms.testing.Graphs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeLayoutTest {

  @Test
  void namesWhatItLaysOut() {
    var graph =
        Graphs.of("postgres")
            .ingest("NW_Data", customers(), products())
            .export("NW_Data", customers(), "Masking", "Audit")
            .transform("Masking", List.of(), "Masked", customers())
            .build();
    var layout = new NodeLayout(graph.platform());

    for (var node : graph.nodes().values()) {
      var desired = layout.desired(node);
      assertThat(layout.names(node))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      desired.tables().stream().map(Table::name),
                      desired.views().stream().map(View::name))
                  .toList());
    }
  }

  @Test
  void onlyTheKeyIsNeverNullInStaging() {
    assertThat(table(History.LIVE_ONLY, "live.nw_data_customers_staging"))
        .isEqualTo(
            List.of(
                new ColumnDefinition("customer_id", "character varying(5)", false),
                new ColumnDefinition("company_name", "character varying(40)", true),
                new ColumnDefinition("contact_name", "character varying(30)", true),
                new ColumnDefinition("trueup_batch_id", "bigint", false),
                new ColumnDefinition("trueup_operation", "\"char\"", false)));
  }

  @Test
  void aForensicMergeTableKeepsEveryState() {
    assertThat(table(History.FORENSIC, "live.nw_data_customers_merge"))
        .isEqualTo(
            List.of(
                new ColumnDefinition("customer_id", "character varying(5)", false),
                new ColumnDefinition("company_name", "character varying(40)", false),
                new ColumnDefinition("contact_name", "character varying(30)", true),
                new ColumnDefinition("trueup_batch_in", "bigint", false),
                new ColumnDefinition("trueup_batch_out", "bigint", true),
                new ColumnDefinition("trueup_row_hash", "bytea", false)));
  }

  private static List<ColumnDefinition> table(History history, String name) {
    var graph = Graphs.of("postgres").keeping(history).ingest("NW_Data", customers()).build();
    return new NodeLayout(graph.platform())
        .desired(graph.nodes().values().iterator().next()).tables().stream()
            .filter(table -> table.name().toString().equals(name))
            .findFirst()
            .orElseThrow()
            .columns();
  }
}
