package io.trueup.model.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what a platform cannot realize of its graph: in the declaration, and in each node by
 * itself, so that only changed nodes are checked again. Pure.
 */
public interface GraphLint {

  /** Finds no problem. */
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
   * The problems of the platform's declaration and its container.
   *
   * @param graph only its declaration and container count, and whether it has nodes
   */
  List<GraphProblem> declaration(PlatformGraph graph);

  /**
   * The problems of a node.
   *
   * @param graph only its declaration and container count, not its other nodes
   */
  List<GraphProblem> node(PlatformGraph graph, PipelineNode node);

  /** The problems of changing a node, when both versions of the node are valid by themselves. */
  default List<GraphProblem> change(PlatformGraph graph, GraphDiff.NodeChange change) {
    return List.of();
  }

  /**
   * The effects of a merge on stored data of earlier versions, as far as they are known here. Only
   * warnings, because a check that knows less must reach the same verdict.
   *
   * @param graph after the merge
   * @param diff from the accepted graph to that graph
   */
  default List<GraphProblem> merge(PlatformGraph graph, GraphDiff diff) {
    return List.of();
  }

  /** All problems of a whole graph. */
  default List<GraphProblem> all(PlatformGraph graph) {
    var problems = new ArrayList<>(declaration(graph));
    for (var node : graph.nodes().values()) {
      problems.addAll(node(graph, node));
    }
    return problems;
  }
}
