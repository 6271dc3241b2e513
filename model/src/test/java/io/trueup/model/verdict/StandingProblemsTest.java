package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.TestModel;
import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Problems that stay from version to version cost no further reading of files. */
class StandingProblemsTest {

  private static final String MORE =
      """
      kind: Datasets
      store: Depot
      team: UK/Logistics
      datasets:
        Shippers: {classification: [PUB], columns: {id: {type: integer, key: true}}}
      """;

  private final Map<String, String> blobs = new TreeMap<>();
  private final List<String> read = new ArrayList<>();
  private final ModelChecker checker =
      new ModelChecker(
          "model",
          LINT,
          blob -> {
            read.add(blob);
            return bytes(blobs.getOrDefault(blob, ""));
          });

  private ModelVerdict check(TestModel model, @Nullable Basis nearest) {
    var files = new ArrayList<ModelFile>();
    model
        .files()
        .forEach((path, text) -> {
          blobs.put(path + text, text);
          files.add(new ModelFile(path, path + text, FragmentReader.read(path, bytes(text))));
        });
    return checker.check(ModelFiles.of(files), null, nearest);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Location> places(ModelVerdict verdict, String rule) {
    return verdict.problems().stream()
        .filter(it -> it.rule().equals(rule))
        .map(it -> it.location())
        .toList();
  }

  @Test
  void readsNoFileAgainForProblemsThatStay() {
    var model = TestModel.northwind().withFile("more.yaml", MORE);
    var first = check(model, null);
    assertThat(places(first, "test.column")).hasSizeGreaterThan(5);
    assertThat(places(first, "dataset.name-case")).hasSize(1);
    read.clear();

    var next =
        check(
            model.with("usa/sales.yaml", "contact_name: varchar(30)", "contact_name: varchar(31)"),
            first.basis());

    assertThat(next.problems()).isEqualTo(first.problems());
    assertThat(read).hasSize(1).allMatch(it -> it.startsWith("usa/sales.yaml"));
  }

  @Test
  void findsProblemsAgainInDocumentsThatMove() {
    var model =
        TestModel.northwind()
            .withFile("more.yaml", MORE)
            .with("workspaces/supply-chain.yaml", "[Depot/shippers]", "[Depot/Shippers]");
    var basis = check(model, null).basis();
    var moved = model.withFile("more.yaml", "# The shippers\n\n" + MORE);

    var next = check(moved, basis);

    assertThat(next.problems()).isEqualTo(check(moved, null).problems());
    assertThat(places(next, "test.column"))
        .filteredOn(it -> it.file().equals("more.yaml"))
        .isNotEmpty()
        .allMatch(it -> it.line() == 7);
  }

  @Test
  void findsProblemsOfADeclarationAgainWhereItMoves() {
    var model = TestModel.northwind();
    var basis = check(model, null).basis();
    var moved = model.withFile("ecosystem.yaml", "# Moved\n" + model.text("ecosystem.yaml"));

    var next = check(moved, basis);

    assertThat(next.problems()).isEqualTo(check(moved, null).problems());
    assertThat(places(next, "test.declaration")).isNotEmpty();
  }

  /** Finds a problem in each platform and in a column of each dataset. */
  private static final GraphLint LINT =
      new GraphLint() {
        @Override
        public List<GraphProblem> declaration(PlatformGraph graph) {
          return List.of(
              new GraphProblem("test.declaration", Severity.WARNING, null, null, "Is", "Be not"));
        }

        @Override
        public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
          return node instanceof PipelineNode.Ingest ingest
              ? ingest.datasets().values().stream()
                  .filter(it -> !it.columns().isEmpty())
                  .map(it -> "%s/%s".formatted(it.name(), it.columns().getFirst().name()))
                  .map(it ->
                      new GraphProblem(
                          "test.column", Severity.WARNING, node.key(), it, "Is " + it, "Be not"))
                  .toList()
              : List.of();
        }
      };
}
