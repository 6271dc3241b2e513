package io.trueup.listener.graph;

import io.trueup.listener.graph.MarkedGraph.MarkedNode;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.NodeKey;
import java.util.Comparator;
import java.util.List;

/**
 * A platform's graph as data.
 *
 * @param nodes from left to right
 */
public record GraphView(String platform, String type, List<Node> nodes) {

  /**
   * A node.
   *
   * @param step how far right it stands, from 1: further than all its inputs
   * @param mark what the change does to it; SAME where nothing was compared
   * @param changes how it differs from what it was
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

  /** What is shown of a graph. */
  public static GraphView of(MarkedGraph graph) {
    var steps = Steps.of(graph);
    var nodes =
        graph.nodes().entrySet().stream()
            .map(it -> Node.of(steps.getOrDefault(it.getKey(), 1), it.getValue()))
            .sorted(Comparator.comparingInt(Node::step).thenComparing(Node::node))
            .toList();
    return new GraphView(graph.platform().name(), graph.platform().type(), nodes);
  }
}
