package io.trueup.model.verdict;

import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.parallel.Parallel;
import io.trueup.model.persistent.PersistentMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The problems that platforms find in their graphs, by platform. A node is checked again when its
 * fingerprint changes, which also covers the platform's declaration and container.
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
      List<GraphProblem> declaration,
      PersistentMap<NodeKey, List<GraphProblem>> nodes) {

    /** All problems, in the order of the nodes. */
    List<GraphProblem> problems() {
      var problems = new ArrayList<>(declaration);
      nodes.values().forEach(problems::addAll);
      return problems;
    }
  }

  /** The problems of the next graphs. */
  GraphLintResults next(IntentionGraph graph, GraphLint lint) {
    var changes = new HashMap<String, Optional<PlatformLintResult>>();
    platforms.differences(
        PersistentMap.empty(),
        (name, _, _) -> {
          if (!graph.platforms().containsKey(name)) {
            changes.put(name, Optional.empty());
          }
        });
    for (var now : graph.platforms().values()) {
      var before = platforms.find(now.platform().name());
      if (before == null || !before.graph().equals(now)) {
        changes.put(now.platform().name(), Optional.of(ofPlatform(before, now, lint)));
      }
    }
    return new GraphLintResults(platforms.withAll(changes));
  }

  private static PlatformLintResult ofPlatform(
      @Nullable PlatformLintResult before, PlatformGraph now, GraphLint lint) {
    var isSameHost =
        before != null
            && before.graph().platform().equals(now.platform())
            && Objects.equals(before.graph().container(), now.container());
    var was =
        before == null || !isSameHost
            ? new PlatformLintResult(
                PlatformGraph.empty(now.platform()), List.of(), PersistentMap.empty())
            : before;
    var nodes = new HashMap<NodeKey, Optional<List<GraphProblem>>>();
    var changed = new ArrayList<PipelineNode>();
    was.graph()
        .nodes()
        .differences(
            now.nodes(),
            (one, other) -> one.fingerprint().equals(other.fingerprint()),
            (key, _, newer) -> {
              nodes.put(key, Optional.empty());
              if (newer != null) {
                changed.add(newer);
              }
            });
    for (var found : Parallel.map(changed, it -> Map.entry(it.key(), lint.node(now, it)))) {
      if (!found.getValue().isEmpty()) {
        nodes.put(found.getKey(), Optional.of(found.getValue()));
      }
    }
    return new PlatformLintResult(now, lint.declaration(now), was.nodes().withAll(nodes));
  }
}
