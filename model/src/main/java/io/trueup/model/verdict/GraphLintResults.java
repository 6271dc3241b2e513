package io.trueup.model.verdict;

import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.parallel.Parallel;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.GraphProblemLocator.PlacedProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The problems that platforms find in their graphs, by platform. A node is checked again when its
 * fingerprint changes, which also covers the platform's declaration and container; a problem's
 * place is looked up again when its node or its document changes.
 */
record GraphLintResults(PersistentMap<String, PlatformLintResult> platforms) {

  static final GraphLintResults NONE = new GraphLintResults(PersistentMap.empty());

  /**
   * The problems that one platform finds.
   *
   * @param graph the checked graph
   * @param declaration problems of its declaration
   * @param nodes problems by node; without nodes that have none
   */
  record PlatformLintResult(
      PlatformGraph graph,
      List<PlacedProblem> declaration,
      PersistentMap<NodeKey, List<PlacedProblem>> nodes) {

    /** All problems, in the order of the nodes. */
    List<Problem> problems() {
      var problems = new ArrayList<Problem>();
      declaration.forEach(it -> problems.add(it.problem()));
      nodes.values().forEach(all -> all.forEach(it -> problems.add(it.problem())));
      return problems;
    }
  }

  /**
   * The problems of the next graphs.
   *
   * @param touched keys of documents that were added, removed, changed or moved
   * @param locator of the next version
   */
  GraphLintResults next(
      IntentionGraph graph, GraphLint lint, Set<DocumentKey> touched, GraphProblemLocator locator) {
    var changes = new HashMap<String, Optional<PlatformLintResult>>();
    for (var name : platforms.keySet()) {
      if (!graph.platforms().containsKey(name)) {
        changes.put(name, Optional.empty());
      }
    }
    for (var now : graph.platforms().values()) {
      var name = now.platform().name();
      changes.put(
          name, Optional.of(new Update(now, lint, touched, locator).next(platforms.find(name))));
    }
    return new GraphLintResults(platforms.withAll(changes));
  }

  /** The way from the problems of one graph to those of the next. */
  private record Update(
      PlatformGraph now, GraphLint lint, Set<DocumentKey> touched, GraphProblemLocator locator) {

    PlatformLintResult next(@Nullable PlatformLintResult before) {
      var host = before != null && hasSameHost(before.graph()) ? before : null;
      var was = host == null ? nothing() : host;
      var edits = new HashMap<NodeKey, Optional<List<PlacedProblem>>>();
      was.nodes()
          .forEach((key, problems) -> {
            if (problems.stream().anyMatch(it -> it.isIn(touched))) {
              edits.put(key, Optional.of(relocated(problems)));
            }
          });
      check(was.graph(), edits);
      return new PlatformLintResult(now, declaration(host), was.nodes().withAll(edits));
    }

    private List<PlacedProblem> declaration(@Nullable PlatformLintResult before) {
      var found = lint.declaration(now);
      var known = before == null ? List.<PlacedProblem>of() : before.declaration();
      return known.stream().map(PlacedProblem::withoutPlace).toList().equals(found)
              && known.stream().noneMatch(it -> it.isIn(touched))
          ? known
          : placed(found);
    }

    private boolean hasSameHost(PlatformGraph before) {
      return before.platform().equals(now.platform())
          && Objects.equals(before.container(), now.container());
    }

    private PlatformLintResult nothing() {
      return new PlatformLintResult(
          PlatformGraph.empty(now.platform()), List.of(), PersistentMap.empty());
    }

    /** Adds the problems of all nodes that differ from those of an earlier graph. */
    private void check(PlatformGraph before, Map<NodeKey, Optional<List<PlacedProblem>>> edits) {
      var changed = new ArrayList<PipelineNode>();
      before
          .nodes()
          .differences(
              now.nodes(),
              (one, other) -> one.fingerprint().equals(other.fingerprint()),
              (key, _, newer) -> {
                edits.put(key, Optional.empty());
                if (newer != null) {
                  changed.add(newer);
                }
              });
      for (var found : Parallel.map(changed, it -> Map.entry(it.key(), lint.node(now, it)))) {
        if (!found.getValue().isEmpty()) {
          edits.put(found.getKey(), Optional.of(placed(found.getValue())));
        }
      }
    }

    private List<PlacedProblem> placed(List<GraphProblem> problems) {
      return problems.stream().map(it -> locator.placed(it, now)).toList();
    }

    private List<PlacedProblem> relocated(List<PlacedProblem> problems) {
      return placed(problems.stream().map(PlacedProblem::withoutPlace).toList());
    }
  }
}
