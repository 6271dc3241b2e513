package io.trueup.model.verdict;

import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What platforms say of their graphs, by platform. Nodes are judged again when their fingerprints
 * change, which cover the platform's declaration and its container too.
 */
record GraphResults(PersistentMap<String, OfPlatform> platforms) {

  static final GraphResults NONE = new GraphResults(PersistentMap.empty());

  /**
   * What a platform says.
   *
   * @param graph that it was said of
   * @param declaration of what it declares
   * @param nodes of nodes that anything is wrong with
   * @param takers by name, the nodes that take it
   * @param contested names that more than one node takes
   */
  record OfPlatform(
      PlatformGraph graph,
      List<GraphProblem> declaration,
      PersistentMap<NodeKey, List<GraphProblem>> nodes,
      PersistentMap<String, PersistentSet<NodeKey>> takers,
      PersistentSet<String> contested) {

    /** All that it says, in the order of the nodes. */
    List<GraphProblem> problems() {
      var problems = new ArrayList<>(declaration);
      nodes.values().forEach(problems::addAll);
      var several = new TreeMap<String, PersistentSet<NodeKey>>();
      for (var name : contested) {
        several.put(name, takers.getOrDefault(name, PersistentSet.empty()));
      }
      problems.addAll(GraphLint.collisions(several));
      return problems;
    }
  }

  /** What platforms say of the next graphs. */
  GraphResults next(IntentionGraph graph, GraphLint lint) {
    var changes = new HashMap<String, Optional<OfPlatform>>();
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
    return new GraphResults(platforms.withAll(changes));
  }

  private static OfPlatform ofPlatform(
      @Nullable OfPlatform before, PlatformGraph now, GraphLint lint) {
    var isSameHost =
        before != null
            && before.graph().platform().equals(now.platform())
            && Objects.equals(before.graph().container(), now.container());
    var was =
        before == null || !isSameHost
            ? new OfPlatform(
                PlatformGraph.empty(now.platform()),
                List.of(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentSet.empty())
            : before;
    var nodes = new HashMap<NodeKey, Optional<List<GraphProblem>>>();
    var taken = new TreeMap<String, List<NodeKey>>();
    var left = new TreeMap<String, List<NodeKey>>();
    was.graph()
        .nodes()
        .differences(
            now.nodes(),
            (one, other) -> one.fingerprint().equals(other.fingerprint()),
            (key, older, newer) -> {
              var problems = newer == null ? List.<GraphProblem>of() : lint.node(now, newer);
              nodes.put(key, problems.isEmpty() ? Optional.empty() : Optional.of(problems));
              names(was.graph(), older, lint).forEach(it -> add(left, it, key));
              names(now, newer, lint).forEach(it -> add(taken, it, key));
            });
    var takers = takers(was.takers(), left, taken);
    var contested = was.contested();
    for (var names : List.of(left.keySet(), taken.keySet())) {
      for (var name : names) {
        var holders = takers.find(name);
        contested =
            holders != null && holders.size() > 1 ? contested.with(name) : contested.without(name);
      }
    }
    return new OfPlatform(
        now, lint.declaration(now), was.nodes().withAll(nodes), takers, contested);
  }

  private static Iterable<String> names(
      PlatformGraph graph, @Nullable PipelineNode node, GraphLint lint) {
    return node == null ? List.of() : lint.names(graph, node);
  }

  private static void add(Map<String, List<NodeKey>> map, String name, NodeKey key) {
    map.computeIfAbsent(name, _ -> new ArrayList<>()).add(key);
  }

  private static PersistentMap<String, PersistentSet<NodeKey>> takers(
      PersistentMap<String, PersistentSet<NodeKey>> before,
      Map<String, List<NodeKey>> left,
      Map<String, List<NodeKey>> taken) {
    var changes = new HashMap<String, Optional<PersistentSet<NodeKey>>>();
    var names = new HashSet<>(left.keySet());
    names.addAll(taken.keySet());
    for (var name : names) {
      var was = before.find(name);
      var now = was == null ? PersistentSet.<NodeKey>empty() : was;
      for (var key : left.getOrDefault(name, List.of())) {
        now = now.without(key);
      }
      for (var key : taken.getOrDefault(name, List.of())) {
        now = now.with(key);
      }
      if (was == null || !was.equals(now)) {
        changes.put(name, now.isEmpty() ? Optional.empty() : Optional.of(now));
      }
    }
    return before.withAll(changes);
  }
}
