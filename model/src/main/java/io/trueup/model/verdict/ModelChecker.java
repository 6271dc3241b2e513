package io.trueup.model.verdict;

import io.trueup.model.document.tree.TreeParser;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.parallel.Parallel;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.progress.LoadObserver;
import io.trueup.model.progress.LoadPhase;
import io.trueup.model.schedule.WindowCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks versions of a model: depends on its arguments only, collects all problems, and gives the
 * same verdict for any division of the documents into files, any order of files and any version to
 * start from. Immutable, safe for any thread.
 */
public final class ModelChecker {

  private final String modelRoot;
  private final GraphLint lint;
  private final ContentReader contents;
  private final LoadObserver progress;

  /**
   * Creates a checker of one source's versions.
   *
   * @param modelRoot the folder with the files, for messages
   * @param lint finds the problems of graphs; the same for all versions
   * @param contents reads a file again to find a problem's exact place
   */
  public ModelChecker(String modelRoot, GraphLint lint, ContentReader contents) {
    this(modelRoot, lint, contents, LoadObserver.NONE);
  }

  /**
   * Creates a checker of one source's versions.
   *
   * @param modelRoot the folder with the files, for messages
   * @param lint finds the problems of graphs; the same for all versions
   * @param contents reads a file again to find a problem's exact place
   * @param progress is told of each phase, and of each checked document
   */
  public ModelChecker(
      String modelRoot, GraphLint lint, ContentReader contents, LoadObserver progress) {
    this.progress = progress;
    this.modelRoot = modelRoot;
    this.lint = lint;
    this.contents = contents;
  }

  /**
   * One class of each jar that verdicts depend on: this one, and those that read documents and
   * windows.
   */
  public static List<Class<?>> code() {
    var code = new ArrayList<Class<?>>(TreeParser.libraries());
    code.addAll(WindowCalendar.libraries());
    code.add(ModelChecker.class);
    return code;
  }

  /**
   * Checks a version.
   *
   * @param accepted the accepted version before it; null when it is the first
   * @param nearest a similar version to start from; null when there is none
   */
  public ModelVerdict check(ModelFiles files, @Nullable Model accepted, @Nullable Basis nearest) {
    var problems = new ArrayList<Problem>();
    for (var path : files.pathsWithProblems()) {
      var file = files.byPath().find(path);
      if (file != null) {
        file.fragment().problems().forEach(it -> problems.add(it.inFile(path)));
      }
    }
    if (files.byPath().isEmpty()) {
      problems.add(
          Problem.error(
              "model.empty",
              Location.NOWHERE,
              "There is no YAML or JSON file under the model root '%s'".formatted(modelRoot),
              "Check the source's 'model-root'; Trueup never reads an empty model as a request to"
                  + " remove everything"));
      return ModelVerdict.unlinked(problems);
    }
    if (problems.stream().anyMatch(ModelFile::hidesDeclarations)) {
      return ModelVerdict.unlinked(problems);
    }
    progress.begin(LoadPhase.LINKING, 0);
    return switch (Linker.link(nearest == null ? null : nearest.linked(), files)) {
      case Linker.Result.Invalid(var findings) -> {
        problems.addAll(new ProblemLocator(contents, null).problems(findings));
        yield ModelVerdict.unlinked(problems);
      }
      case Linker.Result.Valid fits -> judged(fits, accepted, nearest, problems);
    };
  }

  private ModelVerdict judged(
      Linker.Result.Valid fits,
      @Nullable Model accepted,
      @Nullable Basis nearest,
      List<Problem> problems) {
    var places =
        new ProblemLocator(
            contents, fits.linked().ecosystem(), accepted == null ? null : accepted.ecosystem());
    var basis = basis(fits, nearest, places);
    var findings = new ArrayList<>(basis.cycles().findings(basis.linked()));
    // A file with errors may differ from what its author meant: comparing it would mislead.
    var isReadable = !Problem.anyError(problems);
    basis.rules().findings().values().forEach(it -> problems.addAll(places.shown(it)));
    basis.cases().findings().values().forEach(it -> problems.addAll(places.shown(it)));
    if (isReadable) {
      if (accepted != null) {
        var changes = EcosystemChanges.between(accepted.ecosystem(), basis.linked().ecosystem());
        findings.addAll(Compatibility.check(changes, basis.linked(), basis.graph().references()));
      }
      var locator = new GraphProblemLocator(basis.linked(), places);
      for (var platform : basis.platforms().platforms().values()) {
        problems.addAll(platform.problems());
        var before =
            accepted == null ? null : accepted.graphs().find(platform.graph().platform().name());
        if (before != null) {
          var diff = GraphDiff.between(before, platform.graph());
          Stream.concat(
                  diff.changed().stream().flatMap(it -> lint.change(platform.graph(), it).stream()),
                  lint.merge(platform.graph(), diff).stream())
              .forEach(it -> findings.add(locator.finding(it, platform.graph())));
        }
      }
    }
    problems.addAll(places.problems(findings));
    return new ModelVerdict(basis.model(), problems, basis);
  }

  private Basis basis(Linker.Result.Valid fits, @Nullable Basis nearest, ProblemLocator places) {
    var linked = fits.linked();
    var before = nearest == null ? null : nearest.linked();
    var older = before == null ? null : before.ecosystem();
    progress.begin(LoadPhase.GRAPHS, 0);
    var changes = EcosystemChanges.between(older, linked.ecosystem());
    var graph =
        (nearest == null ? IntentionGraph.NONE : nearest.graph())
            .next(older, linked.ecosystem(), changes);
    var changed = ChangedFacts.between(changes, nearest == null ? null : nearest.graph(), graph);
    if (nearest == null) {
      return basisFromNothing(linked, graph, fits.touched(), changes, places);
    }
    return new Basis(
        linked,
        graph,
        nearest.rules().next(before, linked, graph, fits.touched(), changed, places, progress),
        nearest.cycles().next(nearest.graph(), linked.ecosystem(), changes, graph),
        nearest.cases().next(linked, changes, fits.touched(), places),
        nearest
            .platforms()
            .next(graph, lint, fits.touched(), new GraphProblemLocator(linked, places)));
  }

  /** What needs the graph, and not each other, is computed beside each other. */
  private Basis basisFromNothing(
      LinkedDocuments linked,
      IntentionGraph graph,
      Set<DocumentKey> touched,
      EcosystemChanges changes,
      ProblemLocator places) {
    progress.begin(LoadPhase.CHECKING, touched.size());
    return Parallel.both(
        touched.size(),
        () ->
            GraphLintResults.NONE.next(
                graph, lint, touched, new GraphProblemLocator(linked, places)),
        () -> RuleResults.NONE.next(null, linked, graph, touched, Set.of(), places, progress),
        (platforms, rules) ->
            new Basis(
                linked,
                graph,
                rules,
                TransformerCycles.NONE.next(null, linked.ecosystem(), changes, graph),
                DatasetNameCollisions.NONE.next(linked, changes, touched, places),
                platforms));
  }
}
