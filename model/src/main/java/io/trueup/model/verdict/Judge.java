package io.trueup.model.verdict;

import io.trueup.model.document.PlaceFinder;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a version of the model: reads nothing but its arguments, collects all problems, and gives
 * the same verdict whatever files the documents lie in and in whatever order.
 */
public final class Judge {

  /**
   * After one of these, what a file means to declare is not known, and references to it would be
   * misreported.
   */
  private static final Set<String> LOSES_DECLARATIONS =
      Set.of(
          "document.syntax",
          "document.limit",
          "document.encoding",
          "document.duplicate-key",
          "document.unknown-kind",
          "document.unknown-field",
          "document.missing-field",
          "document.wrong-type",
          "document.name");

  private Judge() {}

  /**
   * Judges a version.
   *
   * @param modelRoot the folder that the files lie under, for messages
   * @param files of the version
   * @param accepted the accepted version before it; null when it is the first
   * @param lint what platforms say of their graphs
   * @param contents reads a file again to find a problem's exact place
   */
  public static Judgement judge(
      String modelRoot,
      List<ModelFile> files,
      @Nullable Model accepted,
      GraphLint lint,
      ContentReader contents) {
    var problems = new ArrayList<Problem>();
    files.forEach(
        file -> file.fragment().problems().forEach(it -> problems.add(it.in(file.path()))));
    if (files.isEmpty()) {
      problems.add(
          Problem.error(
              "model.empty",
              Location.NOWHERE,
              "There is no YAML or JSON file under the model root '%s'".formatted(modelRoot),
              "Check the source's 'model-root'; an empty model is never taken for a wish to remove everything"));
    }
    if (problems.stream().anyMatch(problem -> LOSES_DECLARATIONS.contains(problem.rule()))
        || files.isEmpty()) {
      return new Judgement(null, problems);
    }
    return linked(Linker.link(files), accepted, lint, new Places(contents), problems);
  }

  private static Judgement linked(
      Linker linker,
      @Nullable Model accepted,
      GraphLint lint,
      Places places,
      List<Problem> problems) {
    var ecosystem = linker.ecosystem();
    var root = linker.root();
    var findings = new ArrayList<>(linker.findings());
    if (!findings.isEmpty()) {
      places.resolve(findings, problems);
      return new Judgement(null, problems);
    }
    if (ecosystem == null || root == null) {
      findings.add(
          Finding.error(
              "ecosystem.missing",
              null,
              List.of(),
              "No document of kind 'Ecosystem' is declared",
              "Declare one, with its owner, live branch, zones and platforms"));
      places.resolve(findings, problems);
      return new Judgement(null, problems);
    }
    findings.addAll(ReferenceLint.lint(linker, root, ecosystem));
    var model = new Model(ecosystem, IntentionGraph.of(ecosystem));
    // What could not be read as it was meant would be compared, and linted, as what it is not.
    if (!Problem.anyError(problems)) {
      if (accepted != null) {
        findings.addAll(Compatibility.check(accepted.ecosystem(), ecosystem, linker));
      }
      for (var graph : model.graphs().values()) {
        lint.lint(graph)
            .forEach(problem -> findings.add(finding(problem, graph, ecosystem, linker)));
      }
    }
    places.resolve(findings, problems);
    return new Judgement(model, problems);
  }

  private static Finding finding(
      GraphProblem problem, PlatformGraph graph, Ecosystem ecosystem, Linker linker) {
    var path = new ArrayList<String>();
    var origin = linker.origin("Ecosystem");
    var node = problem.node() == null ? null : graph.nodes().get(problem.node());
    if (node == null) {
      path.addAll(List.of("platforms", graph.platform().name()));
    } else {
      origin = originOf(node, ecosystem, linker, problem.column(), path);
    }
    return new Finding(
        problem.rule(), problem.severity(), origin, path, problem.message(), problem.remedy());
  }

  /** The document that a node comes from, and in {@code path} the way to its column. */
  private static @Nullable Origin originOf(
      PipelineNode node,
      Ecosystem ecosystem,
      Linker linker,
      @Nullable String column,
      List<String> path) {
    return switch (node) {
      case PipelineNode.Ingest ingest ->
          store(ingest.store().name(), ecosystem, linker, column, path);
      case PipelineNode.Export export when column == null -> {
        path.add("container");
        yield linker.origin(Linker.workspaceKey(export.workspaces().getFirst()));
      }
      case PipelineNode.Export export -> store(export.store(), ecosystem, linker, column, path);
      case PipelineNode.Trigger trigger -> {
        path.addAll(List.of("transformer", "trigger"));
        yield linker.origin(Linker.workspaceKey(trigger.workspace()));
      }
      case PipelineNode.Transform transform when column == null -> {
        path.add("transformer");
        yield linker.origin(Linker.workspaceKey(transform.workspace()));
      }
      case PipelineNode.Transform transform ->
          store(transform.transformer().output().name(), ecosystem, linker, column, path);
    };
  }

  private static @Nullable Origin store(
      String store,
      Ecosystem ecosystem,
      Linker linker,
      @Nullable String column,
      List<String> path) {
    if (ecosystem.producers().containsKey(store)) {
      path.addAll(List.of("transformer", "output"));
    }
    if (column != null) {
      var parts = column.split("/", 2);
      path.addAll(List.of("datasets", parts[0]));
      if (parts.length > 1) {
        path.addAll(List.of("columns", parts[1]));
      }
    }
    return linker.origin(Linker.storeKey(store));
  }

  /** Looks up exact places, reading each file at fault once. */
  private static final class Places {

    private final ContentReader contents;
    private final Map<String, PlaceFinder> finders = new HashMap<>();

    Places(ContentReader contents) {
      this.contents = contents;
    }

    void resolve(List<Finding> findings, List<Problem> problems) {
      for (var finding : findings) {
        problems.add(
            new Problem(
                finding.rule(),
                finding.severity(),
                place(finding),
                finding.message(),
                finding.remedy()));
      }
    }

    private Location place(Finding finding) {
      var origin = finding.origin();
      if (origin == null) {
        return Location.NOWHERE;
      }
      return finders
          .computeIfAbsent(
              origin.path(), path -> new PlaceFinder(path, contents.read(origin.blob())))
          .locate(origin.index(), finding.path());
    }
  }
}
