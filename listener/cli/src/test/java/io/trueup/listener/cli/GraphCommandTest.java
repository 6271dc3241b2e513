package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.text.JsonMappers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphCommandTest extends ModelFixture {

  @Test
  void showsAGraphFromLeftToRight() {
    assertThat(run("graph", "--platform", "Live")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            Platform Live (postgres): 7 nodes

            STEP  NODE                                                    PRIORITY  READS
            1     Ingest/Live/NW_Data                                     high      its source
            2     Export/Live/USA/DataOffice/warehouse/NW_Data/customers  high      Ingest/Live/NW_Data
            2     Export/Live/USA/DataOffice/warehouse/NW_Data/products   medium    Ingest/Live/NW_Data
            3     Trigger/Live/MaskCustomers                              high      Export/Live/USA/DataOffice/warehouse/NW_Data/customers
            4     Transform/Live/MaskCustomers                            high      Trigger/Live/MaskCustomers
            5     Ingest/Live/Masked                                      high      Transform/Live/MaskCustomers
            6     Export/Live/USA/DataOffice/warehouse/Masked/customers   high      Ingest/Live/Masked
            """);
  }

  @Test
  void showsWhatAChangeDoes() {
    edit(
        "usa/sales.yaml",
        "      city: varchar(15)\n",
        "      city: varchar(15)\n      fax: varchar(24)\n");
    edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "");
    ada.commit("Change");

    assertThat(run("graph", "--diff", "HEAD~1..", "--platform", "Forensic")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            Platform Forensic (postgres): 4 nodes; 0 added, 1 changed, 2 removed

            STEP     NODE                                                      PRIORITY  READS                            CHANGES
            1        Ingest/Forensic/Depot/shippers                            high      its source
            1     -  Ingest/Forensic/Depot/suppliers                           high      its source
            1     ~  Ingest/Forensic/NW_Data                                   high      its source                       column customers/fax added
            2        Export/Forensic/USA/DataOffice/warehouse/Depot/shippers   high      Ingest/Forensic/Depot/shippers
            2     -  Export/Forensic/USA/DataOffice/warehouse/Depot/suppliers  high      Ingest/Forensic/Depot/suppliers
            2        Export/Forensic/USA/DataOffice/warehouse/NW_Data/orders   high      Ingest/Forensic/NW_Data
            """);
  }

  @Test
  void namesTheNodesOfOtherPlatformsThatAreRead() throws Exception {
    edit("assignments.yaml", "assign:", "primaryIngestion: {NW_Data: [Live]}\nassign:");
    ada.commit("Primary");

    run("graph", "--platform", "Forensic");
    assertThat(out.toString())
        .contains("Ingest/Forensic/NW_Data")
        .contains("  Ingest/Live/NW_Data\n");

    run("graph", "--platform", "Forensic", "--output", "json");
    var nodes = JsonMappers.STRICT.readTree(out.toString()).at("/0/nodes");
    assertThat(nodes.findValuesAsText("node")).contains("Ingest/Forensic/NW_Data");
    assertThat(nodes.toString()).contains("\"foreignInputs\":[\"Ingest/Live/NW_Data\"]");

    run("graph", "--platform", "Forensic", "--output", "dot");
    assertThat(out.toString())
        .contains("\"Forensic: Ingest/Live/NW_Data\" -> \"Forensic: Ingest/Forensic/NW_Data\";")
        .contains("on platform Live");
  }

  @Test
  void drawsForGraphviz() {
    assertThat(run("graph", "--platform", "Mainframe", "--output", "dot")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            digraph trueup {
              rankdir=LR;
              fontname="sans-serif";
              node [shape=box, style="rounded,filled", fontname="sans-serif"];
              edge [fontname="sans-serif"];
              subgraph cluster_0 {
                label="Platform Mainframe (legacy): 2 nodes";
                "Mainframe: Export/Mainframe/USA/DataOffice/warehouse/Depot/shippers" [label="Depot/shippers\\nexport, high\\nto USA/DataOffice/warehouse", fillcolor="#fef9c3", color="#a16207", penwidth=1];
                "Mainframe: Ingest/Mainframe/Depot/shippers" [label="Depot/shippers\\ningest, high", fillcolor="#dbeafe", color="#1d4ed8", penwidth=1];
                "Mainframe: Ingest/Mainframe/Depot/shippers" -> "Mainframe: Export/Mainframe/USA/DataOffice/warehouse/Depot/shippers";
              }
            }
            """);
  }

  @Test
  void showsEveryPlatform() {
    assertThat(run("graph")).isZero();

    assertThat(out.toString())
        .contains("Platform Forensic (postgres): 6 nodes\n")
        .contains("Platform Live (postgres): 7 nodes\n")
        .contains("Platform Mainframe (legacy): 2 nodes\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --platform Liv        | 3 | There is no platform 'Liv'. Did you mean 'Live'?
          --diff main           | 2 | 'main' does not have the form BASE..HEAD
          --diff main...HEAD    | 2 | 'main...HEAD' does not have the form BASE..HEAD
          --diff a..b           | 3 | Cannot find a commit or folder 'a'
          --diff ..HEAD --at x  | 2 | Cannot use --at together with --diff
          --output png          | 2 | expected one of [text, json, dot, svg]
          """)
  void explainsInvalidArguments(String arguments, int expected, String message) {
    var code = run(("graph " + arguments).split(" "));

    assertThat(err.toString()).contains(message);
    assertThat(code).isEqualTo(expected);
  }

  @Test
  void drawsAPictureOfAChange() {
    edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "");
    ada.commit("Change");

    assertThat(run("graph", "--diff", "HEAD~1..HEAD", "--output", "svg")).isZero();

    assertThat(out.toString())
        .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        .contains(">Platform Forensic (postgres): 4 nodes; 0 added, 0 changed, 2 removed</text>")
        .contains(">Depot/suppliers</text>")
        .contains(">removed</text>")
        .endsWith("</svg>\n");
  }
}
