package io.trueup.listener.cli.graph;

import io.trueup.listener.cli.graph.MarkedGraph.MarkedNode;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.NodeKey;
import java.util.Comparator;
import java.util.List;

/**
 * A platform's graph as JSON.
 *
 * @param nodes from left to right
 */
public record GraphView(String platform, String type, List<Node> nodes) {

  /**
   * A node.
   *
   * @param step its column, from 1, to the right of all its inputs
   * @param mark the effect of the change; SAME without a comparison
   * @param changes the differences, a phrase each
   * @param inputs keys of the nodes that it reads from
   * @param foreignInputs keys of the nodes on other platforms that it reads from
   */
  public record Node(
      int step,
      String node,
      String kind,
      Priority priority,
      String fingerprint,
      Mark mark,
      List<String> changes,
      List<String> inputs,
      List<String> foreignInputs) {

    private static Node of(int step, MarkedNode marked) {
      var node = marked.node();
      return new Node(
          step,
          node.key().value(),
          node.kind().text(),
          node.priority(),
          node.fingerprint().toString(),
          marked.mark(),
          marked.changes(),
          node.inputs().stream().map(NodeKey::value).toList(),
          node.foreignInputs().stream().map(NodeKey::value).toList());
    }
  }

  /** The view of a graph. */
  public static GraphView of(MarkedGraph graph) {
    var steps = NodeColumns.of(graph);
    var nodes =
        graph.nodes().entrySet().stream()
            .map(it -> Node.of(steps.getOrDefault(it.getKey(), 1), it.getValue()))
            .sorted(Comparator.comparingInt(Node::step).thenComparing(Node::node))
            .toList();
    return new GraphView(graph.platform().name(), graph.platform().type(), nodes);
  }
}
