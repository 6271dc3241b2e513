package io.trueup.model.graph;

import java.util.ArrayList;
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
   * What cannot be realized of a change of a node, though both what it was and what it is could be
   * by themselves.
   */
  default List<GraphProblem> change(PlatformGraph graph, GraphDiff.NodeChange change) {
    return List.of();
  }

  /**
   * The exact names that a node makes: no two nodes may make the same one. Only asked of nodes
   * whose claims are contested.
   */
  Collection<String> names(PlatformGraph graph, PipelineNode node);

  /** What all the names that a node makes begin with; there are far fewer of them than of names. */
  default Collection<Claim> claims(PlatformGraph graph, PipelineNode node) {
    return names(graph, node).stream().map(it -> new Claim(it, node.key().value())).toList();
  }

  /**
   * A beginning of names that something claims for itself. Claims of two owners are contested when
   * one begins with the other. A beginning that is not a whole name ends with {@code _}, {@code .}
   * or {@code /}.
   *
   * @param owner what makes the names, such as a store, by any number of nodes, whose names are
   *     known to differ from each other
   */
  record Claim(String beginning, String owner) {}

  /** Whether a claim can end after a character: names are put together with these. */
  static boolean isBoundary(char c) {
    return c == '_' || c == '.' || c == '/';
  }

  /** All that it says of a whole graph, looked at from nothing. */
  default List<GraphProblem> all(PlatformGraph graph) {
    var problems = new ArrayList<>(declaration(graph));
    for (var node : graph.nodes().values()) {
      problems.addAll(node(graph, node));
    }
    problems.addAll(NameClaims.NONE.next(null, graph, this).problems(graph, this));
    return problems;
  }
}
