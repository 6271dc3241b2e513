package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.api.view.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphCommandTest extends ModelFixture {

  @Test
  void showsAGraphFromLeftToRight() {
    assertThat(run("graph", "--platform", "Live")).isZero();

    assertThat(out.toString()).isEqualTo("golden");
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

    assertThat(out.toString()).isEqualTo("golden");
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
    var nodes = Json.STRICT.readTree(out.toString()).at("/0/nodes");
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

    assertThat(out.toString()).isEqualTo("golden");
  }

  @Test
  void showsEveryPlatform() {
    assertThat(run("graph")).isZero();

    assertThat(out.toString())
        .contains("Platform Forensic (postgres): 6 nodes\n")
        .contains("Platform Live (postgres): 8 nodes\n")
        .contains("Platform Mainframe (legacy): 2 nodes\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --platform Liv        | 3 | There is no platform 'Liv'. Did you mean 'Live'?
          --diff main           | 2 | 'main' is not of the form BASE..HEAD
          --diff main...HEAD    | 2 | 'main...HEAD' is not of the form BASE..HEAD
          --diff a..b           | 3 | There is neither a commit nor a folder 'a'
          --diff ..HEAD --at x  | 2 | leave out '--at'
          --output png          | 2 | expected one of [text, json, dot, svg]
          """)
  void saysWhatIsWrong(String arguments, int expected, String message) {
    var code = run(("graph " + arguments).split(" "));

    assertThat(err.toString()).contains(message);
    assertThat(code).isEqualTo(expected);
  }
}
