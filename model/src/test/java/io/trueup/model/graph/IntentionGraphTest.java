package io.trueup.model.graph;

import static io.trueup.model.EcosystemBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.EcosystemBuilder;
import io.trueup.model.TestModel;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntentionGraphTest {

  /** Two platforms, a container of consumers, a store of each kind. */
  private static EcosystemBuilder builder() {
    return new EcosystemBuilder()
        .platform("A")
        .platform("B")
        .container("source")
        .container("wh")
        .multi("Multi", "a", "b")
        .single("Single", "c", "d");
  }

  /** Each node of a platform as {@code key PRIORITY < inputs}. */
  private static PlatformGraph graph(Ecosystem ecosystem, String platform) {
    var graph = IntentionGraph.of(ecosystem).platforms().get(platform);
    if (graph == null) {
      throw new AssertionError("No graph of " + platform);
    }
    return graph;
  }

  private static List<String> nodes(Ecosystem ecosystem, String platform) {
    return graph(ecosystem, platform).nodes().values().stream()
        .map(IntentionGraphTest::line)
        .toList();
  }

  private static String line(PipelineNode node) {
    var line = new StringBuilder(node.key() + " " + node.priority());
    if (node instanceof Ingest ingest && ingest.primaryPlatform() != null) {
      line.append(" from ").append(ingest.primaryPlatform());
    }
    if (!node.inputs().isEmpty()) {
      line.append(" < ")
          .append(String.join(", ", node.inputs().stream().map(NodeKey::value).toList()));
    }
    return line.toString();
  }

  @Test
  void realizesTheSampleOnItsThreePlatforms() {
    var ecosystem = TestModel.northwind().accepted().ecosystem();

    assertThat(IntentionGraph.of(ecosystem).platforms().keySet())
        .containsExactly("Forensic", "Live", "Mainframe");
    assertThat(nodes(ecosystem, "Live"))
        .containsExactly(
            "Export/Live/USA/DataOffice/warehouse/Masked/customers HIGH < Ingest/Live/Masked",
            "Export/Live/USA/DataOffice/warehouse/NW_Data/customers HIGH < Ingest/Live/NW_Data",
            "Export/Live/USA/DataOffice/warehouse/NW_Data/products MEDIUM < Ingest/Live/NW_Data",
            "Ingest/Live/Masked HIGH < Transform/Live/MaskCustomers",
            "Ingest/Live/NW_Data HIGH",
            "Transform/Live/MaskCustomers HIGH < Trigger/Live/MaskCustomers",
            "Trigger/Live/MaskCustomers HIGH < Export/Live/USA/DataOffice/warehouse/NW_Data/customers");
    assertThat(nodes(ecosystem, "Forensic"))
        .containsExactly(
            "Export/Forensic/USA/DataOffice/warehouse/Depot/shippers HIGH < Ingest/Forensic/Depot/shippers",
            "Export/Forensic/USA/DataOffice/warehouse/Depot/suppliers HIGH < Ingest/Forensic/Depot/suppliers",
            "Export/Forensic/USA/DataOffice/warehouse/NW_Data/orders HIGH < Ingest/Forensic/NW_Data",
            "Ingest/Forensic/Depot/shippers HIGH",
            "Ingest/Forensic/Depot/suppliers HIGH",
            "Ingest/Forensic/NW_Data HIGH");
    assertThat(nodes(ecosystem, "Mainframe"))
        .containsExactly(
            "Export/Mainframe/USA/DataOffice/warehouse/Depot/shippers HIGH < Ingest/Mainframe/Depot/shippers",
            "Ingest/Mainframe/Depot/shippers HIGH");
  }

  @Test
  void leavesAPlatformEmptyThatNothingIsAssignedTo() {
    var ecosystem =
        builder()
            .workspace("W", "wh", Priority.LOW, group("g", "Multi/a"))
            .assign("W", "g", "A")
            .build();

    assertThat(nodes(ecosystem, "B")).isEmpty();
    assertThat(graph(ecosystem, "B").container())
        .hasToString(ecosystem.containers().get("z/t/on_B") + "");
  }

  @Test
  void ingestsAllOfAMultiDatasetStoreAndOnlyNeededDatasetsOfASingleOne() {
    var ecosystem =
        builder()
            .workspace("W", "wh", Priority.LOW, group("g", "Multi/a", "Single/c"))
            .assign("W", "g", "A")
            .build();

    assertThat(nodes(ecosystem, "A"))
        .containsExactly(
            "Export/A/z/t/wh/Multi/a LOW < Ingest/A/Multi",
            "Export/A/z/t/wh/Single/c LOW < Ingest/A/Single/c",
            "Ingest/A/Multi LOW",
            "Ingest/A/Single/c LOW");
    assertThat(datasets(ecosystem, "Ingest/A/Multi")).containsExactly("a", "b");
    assertThat(datasets(ecosystem, "Ingest/A/Single/c")).containsExactly("c");
  }

  private static <T extends PipelineNode> T node(Class<T> kind, Ecosystem ecosystem, String key) {
    return IntentionGraph.of(ecosystem).platforms().values().stream()
        .map(graph -> graph.nodes().get(new NodeKey(key)))
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> datasets(Ecosystem ecosystem, String key) {
    return node(Ingest.class, ecosystem, key).datasets().keySet().stream();
  }

  @ParameterizedTest
  @EnumSource(Assignment.Status.class)
  void realizesAnAssignmentUntilItIsDecommissioned(Assignment.Status status) {
    var ecosystem =
        builder()
            .workspace(
                "W", "wh", Priority.LOW, group("g", "Single/c"), group("unassigned", "Single/d"))
            .assign("W", "g", "A", status)
            .build();

    assertThat(nodes(ecosystem, "A"))
        .hasSize(status == Assignment.Status.DECOMMISSIONED ? 0 : 2)
        .noneMatch(it -> it.contains("Single/d"));
  }

  @Test
  void omitsATransformerWithoutConsumers() {
    var ecosystem =
        builder()
            .transformer("Make", "wh", Priority.HIGH, "Out", List.of("o"), group("g", "Multi/a"))
            .workspace("W", "wh", Priority.LOW, group("g", "Multi/b"))
            .assign("W", "g", "A")
            .build();

    assertThat(nodes(ecosystem, "A"))
        .containsExactly("Export/A/z/t/wh/Multi/b LOW < Ingest/A/Multi", "Ingest/A/Multi LOW");
  }

  @Test
  void followsAChainOfTransformersWithAllGroupsOfEach() {
    var ecosystem =
        builder()
            .container("lab")
            .transformer(
                "First",
                "lab",
                Priority.LOW,
                "Mid",
                List.of("m"),
                group("g", "Single/c"),
                group("h", "Single/d"))
            .transformer("Second", "wh", Priority.LOW, "End", List.of("e"), group("g", "Mid/m"))
            .workspace("W", "wh", Priority.CRITICAL, group("g", "End/e"))
            .assign("W", "g", "A")
            .build();

    assertThat(nodes(ecosystem, "A"))
        .containsExactly(
            "Export/A/z/t/lab/Single/c CRITICAL < Ingest/A/Single/c",
            "Export/A/z/t/lab/Single/d CRITICAL < Ingest/A/Single/d",
            "Export/A/z/t/wh/End/e CRITICAL < Ingest/A/End",
            "Export/A/z/t/wh/Mid/m CRITICAL < Ingest/A/Mid",
            "Ingest/A/End CRITICAL < Transform/A/Second",
            "Ingest/A/Mid CRITICAL < Transform/A/First",
            "Ingest/A/Single/c CRITICAL",
            "Ingest/A/Single/d CRITICAL",
            "Transform/A/First CRITICAL < Trigger/A/First",
            "Transform/A/Second CRITICAL < Trigger/A/Second",
            "Trigger/A/First CRITICAL < Export/A/z/t/lab/Single/c, Export/A/z/t/lab/Single/d",
            "Trigger/A/Second CRITICAL < Export/A/z/t/wh/Mid/m");
  }

  @Test
  void endsACycleOfTransformers() {
    var ecosystem =
        builder()
            .transformer("One", "wh", Priority.LOW, "X", List.of("x"), group("g", "Y/y"))
            .transformer(
                "Two", "wh", Priority.HIGH, "Y", List.of("y"), group("g", "X/x", "Single/c"))
            .workspace("W", "wh", Priority.LOW, group("g", "X/x"))
            .assign("W", "g", "A")
            .build();

    assertThat(nodes(ecosystem, "A"))
        .containsExactly(
            "Export/A/z/t/wh/Single/c HIGH < Ingest/A/Single/c",
            "Export/A/z/t/wh/X/x HIGH < Ingest/A/X",
            "Export/A/z/t/wh/Y/y HIGH < Ingest/A/Y",
            "Ingest/A/Single/c HIGH",
            "Ingest/A/X HIGH < Transform/A/One",
            "Ingest/A/Y HIGH < Transform/A/Two",
            "Transform/A/One HIGH < Trigger/A/One",
            "Transform/A/Two HIGH < Trigger/A/Two",
            "Trigger/A/One HIGH < Export/A/z/t/wh/Y/y",
            "Trigger/A/Two HIGH < Export/A/z/t/wh/Single/c, Export/A/z/t/wh/X/x");
  }

  @Test
  void sharesAnExportBetweenWorkspacesOnOneContainerOnly() {
    var ecosystem =
        builder()
            .container("other")
            .workspace("V", "wh", Priority.LOW, group("g", "Single/c"))
            .workspace("W", "z/t/wh", Priority.HIGH, group("g", "Single/c"))
            .workspace("X", "other", Priority.MEDIUM, group("g", "Single/c"))
            .assign("V", "g", "A")
            .assign("W", "g", "A")
            .assign("X", "g", "A")
            .build();

    assertThat(nodes(ecosystem, "A"))
        .containsExactly(
            "Export/A/z/t/other/Single/c MEDIUM < Ingest/A/Single/c",
            "Export/A/z/t/wh/Single/c HIGH < Ingest/A/Single/c",
            "Ingest/A/Single/c HIGH");
    var shared = node(Export.class, ecosystem, "Export/A/z/t/wh/Single/c");
    assertThat(shared.workspaces()).containsExactly("V", "W");
    assertThat(shared.consumers()).allMatch(it -> it.zone().equals("z") && it.team().equals("t"));
  }

  @Test
  void namesTheGroupsThatTakeAnExportWhereTheyAreAssigned() {
    var one = builder().workspace("W", "wh", Priority.LOW, group("g", "Single/c"));
    var two =
        builder()
            .workspace(
                "W",
                "wh",
                Priority.LOW,
                group("g", "Single/c"),
                group("h", "Single/c"),
                group("i", "Single/c"))
            .assign("W", "h", "A")
            .assign("W", "i", "B");

    var before = one.assign("W", "g", "A").build();
    var after = two.assign("W", "g", "A").build();

    var export = node(Export.class, after, "Export/A/z/t/wh/Single/c");
    assertThat(export.consumers())
        .containsExactly(
            new PipelineNode.Consumer("z", "t", "W", "g"),
            new PipelineNode.Consumer("z", "t", "W", "h"));
    assertThat(export.workspaces()).containsExactly("W");
    assertThat(NodeChanges.describe(node(Export.class, before, export.key().value()), export))
        .containsExactly("group W/h added");
    assertThat(
            IntentionGraph.of(before).next(before, after, EcosystemChanges.between(before, after)))
        .isEqualTo(IntentionGraph.of(after));
  }

  @Test
  void realizesAWorkspaceOnEachPlatformItIsAssignedTo() {
    var ecosystem =
        builder()
            .workspace("W", "wh", Priority.LOW, group("g", "Single/c"))
            .assign("W", "g", "A")
            .assign("W", "g", "B", Assignment.Status.PROVISIONING)
            .build();

    assertThat(nodes(ecosystem, "A")).hasSize(2).allMatch(it -> it.contains("/A/"));
    assertThat(nodes(ecosystem, "B")).hasSize(2).allMatch(it -> it.contains("/B/"));
  }

  @Test
  void readsFromThePrimaryPlatformWhichIngestsForIt() {
    var ecosystem =
        builder()
            .primary("Multi", "A")
            .workspace("W", "wh", Priority.CRITICAL, group("g", "Multi/a"))
            .assign("W", "g", "B")
            .build();

    assertThat(nodes(ecosystem, "B"))
        .containsExactly(
            "Export/B/z/t/wh/Multi/a CRITICAL < Ingest/B/Multi", "Ingest/B/Multi CRITICAL from A");
    assertThat(nodes(ecosystem, "A")).containsExactly("Ingest/A/Multi CRITICAL");
    var reader = node(Ingest.class, ecosystem, "Ingest/B/Multi");
    var primary = node(Ingest.class, ecosystem, "Ingest/A/Multi");
    assertThat(reader.source()).isNull();
    assertThat(primary.source()).isEqualTo(ecosystem.containers().get("z/t/source"));
  }

  @Test
  void runsATransformerOnlyWhereItsOutputIsIngestedFromIt() {
    var ecosystem =
        builder()
            .transformer("Make", "wh", Priority.LOW, "Out", List.of("o"), group("g", "Single/c"))
            .primary("Out", "A")
            .workspace("W", "wh", Priority.MEDIUM, group("g", "Out/o"))
            .assign("W", "g", "B")
            .build();

    assertThat(nodes(ecosystem, "B"))
        .containsExactly(
            "Export/B/z/t/wh/Out/o MEDIUM < Ingest/B/Out", "Ingest/B/Out MEDIUM from A");
    assertThat(nodes(ecosystem, "A"))
        .containsExactly(
            "Export/A/z/t/wh/Single/c MEDIUM < Ingest/A/Single/c",
            "Ingest/A/Out MEDIUM < Transform/A/Make",
            "Ingest/A/Single/c MEDIUM",
            "Transform/A/Make MEDIUM < Trigger/A/Make",
            "Trigger/A/Make MEDIUM < Export/A/z/t/wh/Single/c");
  }

  @Test
  void ignoresDanglingReferences() {
    var ecosystem =
        builder()
            .workspace("W", "nowhere", Priority.LOW, group("g", "Multi/a"))
            .workspace("V", "wh", Priority.LOW, group("g", "Multi/none", "None/a"))
            .workspace("U", null, Priority.LOW, group("g", "Multi/a"))
            .assign("W", "g", "A")
            .assign("V", "g", "A")
            .assign("U", "g", "A")
            .assign("V", "none", "A")
            .assign("None", "g", "A")
            .assign("V", "g", "None")
            .build();

    assertThat(nodes(ecosystem, "A")).isEmpty();
    assertThat(IntentionGraph.of(ecosystem).platforms()).doesNotContainKey("None");
  }

  @Test
  void followsAChainOfFiveThousandTransformers() {
    var builder = builder().multi("S0", "d");
    for (var i = 1; i <= 5_000; i++) {
      builder.transformer(
          "T" + i, "wh", Priority.LOW, "S" + i, List.of("d"), group("g", "S" + (i - 1) + "/d"));
    }
    var ecosystem =
        builder
            .workspace("W", "wh", Priority.HIGH, group("g", "S5000/d"))
            .assign("W", "g", "A")
            .build();

    var nodes = graph(ecosystem, "A").nodes();

    assertThat(nodes).hasSize(4 * 5_000 + 2);
    assertThat(nodes.values()).allMatch(it -> it.priority() == Priority.HIGH);
  }

  @Test
  void returnsImmutableGraphs() {
    var graphs = IntentionGraph.of(builder().build()).platforms();

    assertThatThrownBy(() -> graphs.remove("A")).isInstanceOf(UnsupportedOperationException.class);
  }
}
