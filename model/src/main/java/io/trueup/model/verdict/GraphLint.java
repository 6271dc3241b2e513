package io.trueup.model.verdict;

import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import java.util.Collection;
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
}
