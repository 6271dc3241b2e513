package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.Cases;
import io.trueup.model.Cases.Case;
import io.trueup.model.TestModel;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelCheckerTest {

  private static final List<String> BROKEN =
      List.of(
          "zones and teams that do not fit",
          "a location that no vendor has",
          "sinks to nothing",
          "assignments of what does not exist");

  static List<Case> cases() {
    return Cases.read(ModelCheckerTest.class, "judge-problems.txt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reports(Case row) {
    assertThat(SampleEdits.lines(row.input())).isEqualTo(row.expected());
  }

  @Test
  void neverReadsAnEmptyModelAsARequestToRemoveEverything() {
    var judgement = new TestModel(Map.of()).check();

    assertThat(judgement.isAccepted()).isFalse();
    assertThat(TestModel.lines(judgement))
        .containsExactly(
            "error: There is no YAML or JSON file under the model root 'model' [model.empty]. Check"
                + " the source's 'model-root'; Trueup never reads an empty model as a request to"
                + " remove everything");
  }

  @Test
  void acceptsWhatHasOnlyWarnings() {
    var judgement = judge(graph("Live"), Severity.WARNING, null, null);

    assertThat(judgement.isAccepted()).isTrue();
    assertThat(judgement.problems()).hasSize(1);
  }

  static Stream<List<String>> placesOfGraphProblems() {
    return Stream.of(
        List.of("", "", "ecosystem.yaml:15:3"),
        List.of("Ingest/Live/NW_Data", "", "usa/sales.yaml:12:1"),
        List.of("Ingest/Live/NW_Data", "products", "usa/sales.yaml:37:3"),
        List.of("Ingest/Live/NW_Data", "products/unit_price", "usa/sales.yaml:42:7"),
        List.of(
            "Ingest/Live/Masked", "customers/country", "workspaces/masked-customers.yaml:23:11"),
        List.of(
            "Export/Live/USA/DataOffice/warehouse/NW_Data/products",
            "",
            "workspaces/product-reporting.yaml:4:1"),
        List.of(
            "Export/Live/USA/DataOffice/warehouse/NW_Data/products",
            "products/unit_price",
            "usa/sales.yaml:42:7"),
        List.of("Trigger/Live/MaskCustomers", "", "workspaces/masked-customers.yaml:10:1"),
        List.of("Transform/Live/MaskCustomers", "", "workspaces/masked-customers.yaml:10:1"),
        List.of(
            "Transform/Live/MaskCustomers", "customers", "workspaces/masked-customers.yaml:18:7"));
  }

  @ParameterizedTest
  @MethodSource("placesOfGraphProblems")
  void locatesTheProblemsOfAPlatformsGraph(List<String> row) {
    var node = row.get(0).isEmpty() ? null : new NodeKey(row.get(0));
    var column = row.get(1).isEmpty() ? null : row.get(1);

    var judgement = judge(graph("Live"), Severity.ERROR, node, column);

    assertThat(TestModel.lines(judgement))
        .containsExactly(row.get(2) + ": error: It cannot be held [postgres.test]. Change it");
  }

  private static PlatformGraph graph(String platform) {
    var graph = TestModel.northwind().accepted().graphs().get(platform);
    if (graph == null) {
      throw new AssertionError("No graph of " + platform);
    }
    return graph;
  }

  private static ModelVerdict judge(
      PlatformGraph of, Severity severity, @Nullable NodeKey node, @Nullable String column) {
    var problem =
        new GraphProblem("postgres.test", severity, node, column, "It cannot be held", "Change it");
    return TestModel.northwind().check(null, saying(of, problem), new Random(0));
  }

  /** A platform that finds one problem, in its declaration or in a node. */
  private static GraphLint saying(PlatformGraph of, GraphProblem problem) {
    return new GraphLint() {
      @Override
      public List<GraphProblem> declaration(PlatformGraph graph) {
        return problem.node() == null && isMeant(graph) ? List.of(problem) : List.of();
      }

      @Override
      public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
        return node.key().equals(problem.node()) && isMeant(graph) ? List.of(problem) : List.of();
      }

      private boolean isMeant(PlatformGraph graph) {
        return graph.platform().name().equals(of.platform().name());
      }
    };
  }

  @Test
  void givesTheSameVerdictForAnyDivisionIntoFiles() {
    var sample = TestModel.northwind();
    var broken = sample;
    for (var name : BROKEN) {
      broken = edited(broken, name);
    }
    var problems = withoutPlaces(broken.check());
    assertThat(problems).hasSizeGreaterThan(5);
    for (var seed = 0; seed < 150; seed++) {
      assertThat(shuffled(sample, seed).accepted())
          .as("seed %d", seed)
          .isEqualTo(sample.accepted());
      assertThat(withoutPlaces(shuffled(broken, seed).check()))
          .as("seed %d", seed)
          .isEqualTo(problems);
    }
  }

  @Test
  void ordersProblemsTheSameForAnyOrderOfFiles() {
    var broken = edited(TestModel.northwind(), "assignments made twice and of a transformer");
    for (var seed = 0; seed < 50; seed++) {
      assertThat(broken.check(null, GraphLint.NONE, new Random(seed)).problems())
          .isEqualTo(broken.check().problems());
    }
  }

  private static TestModel edited(TestModel model, String name) {
    var edited = model;
    for (var row : cases()) {
      if (row.name().equals(name)) {
        for (var edit : row.input().lines().toList()) {
          edited = SampleEdits.edited(edited, edit);
        }
      }
    }
    return edited;
  }

  private static List<String> withoutPlaces(ModelVerdict judgement) {
    return TestModel.lines(judgement).stream()
        .map(it -> it.replaceFirst("^\\S+:\\d+:\\d+: ", ""))
        .sorted()
        .toList();
  }

  /** The same documents, in a random order, in random files, as YAML of either style or as JSON. */
  private static TestModel shuffled(TestModel model, long seed) {
    var random = new Random(seed);
    var documents = new ArrayList<String>();
    model.files().values().forEach(it -> documents.addAll(List.of(it.split("(?m)^---\n", -1))));
    Collections.shuffle(documents, random);
    var files = new TreeMap<String, String>();
    var count = 1 + random.nextInt(documents.size());
    for (var document : documents) {
      var file = "f" + random.nextInt(count);
      switch (random.nextInt(3)) {
        case 0 -> files.merge(file + ".yaml", document, (a, b) -> a + "---\n" + b);
        case 1 ->
            files.merge(
                file + ".yml",
                "# moved\n" + document.replace("\n", "\r\n"),
                (a, b) -> a + "---\r\n" + b);
        default -> files.merge(file + ".json", YamlAsJson.of(document), (a, b) -> a + "\n" + b);
      }
    }
    return new TestModel(files);
  }
}
