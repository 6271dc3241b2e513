package io.trueup.model.graph;

import io.trueup.model.problem.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says what of a platform's graph cannot be realized: of the declaration, and of each node by
 * itself, so that only nodes that changed are looked at again. Pure.
 */
public interface GraphLint {

  /** Finds nothing. */
  GraphLint NONE =
      new GraphLint() {
        @Override
        public List<GraphProblem> declaration(PlatformGraph graph) {
          return List.of();
        }

        @Override
        public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
          return List.of();
        }

        @Override
        public Collection<String> names(PlatformGraph graph, PipelineNode node) {
          return List.of();
        }
      };

  /**
   * What is wrong with the platform's declaration and its container.
   *
   * @param graph whose nodes are of no concern, but for whether there are any
   */
  List<GraphProblem> declaration(PlatformGraph graph);

  /**
   * What is wrong with a node.
   *
   * @param graph whose declaration and container count, and no other node
   */
  List<GraphProblem> node(PlatformGraph graph, PipelineNode node);

  /**
   * The names that a node takes for itself on its platform: two nodes that take the same one cannot
   * both be realized.
   */
  Collection<String> names(PlatformGraph graph, PipelineNode node);

  /** All that it says of a whole graph, looked at from nothing. */
  default List<GraphProblem> all(PlatformGraph graph) {
    var problems = new ArrayList<>(declaration(graph));
    var takers = new TreeMap<String, Set<NodeKey>>();
    for (var node : graph.nodes().values()) {
      problems.addAll(node(graph, node));
      names(graph, node)
          .forEach(it -> takers.computeIfAbsent(it, _ -> new TreeSet<>()).add(node.key()));
    }
    problems.addAll(collisions(takers));
    return problems;
  }

  /**
   * The problems of names that more than one node takes; nodes that take several such names are
   * told once.
   *
   * @param takers by name, in order
   */
  static List<GraphProblem> collisions(SortedMap<String, ? extends Set<NodeKey>> takers) {
    var problems = new ArrayList<GraphProblem>();
    var told = new HashSet<Set<NodeKey>>();
    takers.forEach((name, nodes) -> {
      var all = nodes.stream().sorted().toList();
      if (all.size() > 1 && told.add(Set.copyOf(all))) {
        for (var node : all.subList(1, all.size())) {
          problems.add(
              new GraphProblem(
                  "platform.name-collision",
                  Severity.ERROR,
                  node,
                  null,
                  "%s and %s would both make '%s'".formatted(all.getFirst(), node, name),
                  "Rename a store, dataset or workspace so that they differ in more than underscores and upper and lower case"));
        }
      }
    });
    return problems;
  }
}
