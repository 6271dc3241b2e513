package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.text.JsonMappers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelQueriesTest extends ModelFixture {

  @Test
  void showsAStore() {
    assertThat(run("show", "store", "NW_Data")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            Store NW_Data
              team       USA/Sales
              captured   cdc, multi-dataset
              from       USA/Sales/northwind_oltp
              trigger    */10 * * * *
              platforms  Forensic, Live

            DATASET    COLUMNS  KEY          CLASSIFIED  USED BY
            customers  5        customer_id  PC3         MaskCustomers, ProductReporting
            orders     4        order_id     IP          SupplyChain
            products   4        product_id   PUB         ProductReporting
            """);
  }

  @Test
  void showsAWorkspace() {
    assertThat(run("show", "workspace", "MaskCustomers")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            Workspace MaskCustomers
              team       USA/DataOffice
              container  USA/DataOffice/warehouse
              priority   low
              output     Masked

            Group Originals
              assigned   -
              served by  Live
              reads      1 dataset
                NW_Data/customers
            """);
  }

  @Test
  void followsDataThroughTransformers() {
    assertThat(run("dependents", "NW_Data/customers")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            NW_Data/customers reaches 3 workspaces, 1 transformer and 2 platforms

            WORKSPACE         TEAM            GROUPS        PLATFORMS  PATH
            MaskCustomers     USA/DataOffice  Originals     Live       NW_Data/customers
            ProductReporting  USA/Sales       LiveProducts  Live       NW_Data/customers
            SupplyChain       UK/Insight      Shared        Live       NW_Data/customers > MaskCustomers > Masked/customers

            TRANSFORMER    MAKES   PLATFORMS  PATH
            MaskCustomers  Masked  Live       NW_Data/customers

            Platform Forensic
              Ingest/Forensic/NW_Data

            Platform Live
              Export/Live/USA/DataOffice/warehouse/Masked/customers
              Export/Live/USA/DataOffice/warehouse/NW_Data/customers
              Ingest/Live/Masked
              Ingest/Live/NW_Data
              Transform/Live/MaskCustomers
              Trigger/Live/MaskCustomers
            """);
  }

  @Test
  void followsAllDatasetsOfAStore() throws Exception {
    assertThat(run("dependents", "Depot", "--output", "json")).isZero();

    var json = JsonMappers.STRICT.readTree(out.toString());
    assertThat(json.get("subject").asText()).isEqualTo("Depot");
    assertThat(json.at("/workspaces/0/workspace").asText()).isEqualTo("SupplyChain");
    assertThat(json.at("/workspaces/0/platforms").toString())
        .isEqualTo("[\"Forensic\",\"Mainframe\"]");
    assertThat(json.at("/workspaces/0/via").toString()).isEqualTo("[\"Depot/shippers\"]");
    assertThat(json.get("transformers")).isEmpty();
    assertThat(json.get("platforms")).hasSize(2);
  }

  @Test
  void endsWhereTransformersFeedEachOther() {
    for (var pair : new String[][] {{"A", "B"}, {"B", "A"}}) {
      ada.write(
          pair[0] + ".yaml",
          """
          kind: Workspace
          name: Make%1$s
          team: UK/Insight
          container: USA/DataOffice/warehouse
          priority: low
          groups:
            All:
              datasets: [Out%2$s/rows]
          transformer:
            code: {repository: github.com/northwind/x, version: v1, command: x}
            output:
              name: Out%1$s
              datasets:
                rows: {classification: [PUB], columns: {id: {type: integer, key: true}}}
          """
              .formatted(pair[0], pair[1]));
    }

    assertThat(run("dependents", "OutA", "--at", ada.folder().toString())).isZero();

    assertThat(out.toString())
        .startsWith("OutA reaches 2 workspaces, 2 transformers and no platforms\n")
        .contains("OutA/rows > MakeB > OutB/rows");
  }

  @Test
  void asksOtherVersions() {
    edit("uk/logistics.yaml", "name: Depot", "name: Yard");
    edit("workspaces/supply-chain.yaml", "Depot/", "Yard/");
    ada.commit("Rename");

    assertThat(run("show", "store", "Yard")).isZero();
    assertThat(run("show", "store", "Yard", "--at", "HEAD~1")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          show store NW_Dat                | 3 | There is no store 'NW_Dat'. Did you mean 'NW_Data'?
          show workspace Nothing           | 3 | There is no workspace 'Nothing'
          dependents NW_Data/custmers      | 3 | There is no dataset 'NW_Data/custmers'. Did you mean 'NW_Data/customers'?
          dependents NW_Dat/customers      | 3 | There is no store 'NW_Dat'. Did you mean 'NW_Data'?
          dependents Depot --at nowhere    | 3 | Cannot find a commit or folder 'nowhere'
          dependents Depot --model-root x  | 1 | The commit has no folder 'x'
          show                             | 2 | Missing required subcommand
          """)
  void reportsUnknownNames(String arguments, int expected, String message) {
    var all = arguments.split(" ");

    var code = all.length == 1 ? runAnywhere(all) : run(all);

    assertThat(err.toString()).contains(message);
    assertThat(code).isEqualTo(expected);
  }

  @Test
  void reportsAModelThatCannotBeBuilt() {
    ada.write("broken.yaml", "kind: [").commit("Broken");

    assertThat(run("show", "store", "NW_Data")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Cannot build the model of 'HEAD'. First of 1 problem: broken.yaml:1:");
  }

  @Test
  void asksAModelThatWouldBeRejected() {
    edit("workspaces/product-reporting.yaml", "NW_Data/products", "NW_Data/prodcts");
    ada.commit("A typo");

    assertThat(run("show", "store", "NW_Data")).isZero();
  }
}
