package io.trueup.model.graph;

import java.util.ArrayList;
import java.util.List;

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
   * What cannot be realized of a change of a node, though both what it was and what it is could be
   * by themselves.
   */
  default List<GraphProblem> change(PlatformGraph graph, GraphDiff.NodeChange change) {
    return List.of();
  }

  /**
   * What a merge does to what is kept of earlier versions, as far as it is known here: warnings,
   * since who knows less has to come to the same verdict.
   *
   * @param graph after the merge
   * @param diff from the accepted graph to that one
   */
  default List<GraphProblem> merge(PlatformGraph graph, GraphDiff diff) {
    return List.of();
  }

  /** All that it says of a whole graph, looked at from nothing. */
  default List<GraphProblem> all(PlatformGraph graph) {
    var problems = new ArrayList<>(declaration(graph));
    for (var node : graph.nodes().values()) {
      problems.addAll(node(graph, node));
    }
    return problems;
  }
}
