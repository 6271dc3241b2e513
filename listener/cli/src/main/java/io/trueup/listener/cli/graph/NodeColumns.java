package io.trueup.listener.cli.graph;

import io.trueup.model.graph.NodeKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Computes the column of each node of a graph: one to the right of its rightmost input. A cycle is
 * entered at its first node by key. Linear except for sorting.
 */
final class NodeColumns {

  private final Map<NodeKey, Integer> steps = new HashMap<>();
  private final Map<NodeKey, Integer> awaited = new HashMap<>();
  private final Map<NodeKey, List<NodeKey>> followers = new HashMap<>();

  private NodeColumns() {}

  /** The column of each node, from 1. */
  static Map<NodeKey, Integer> of(MarkedGraph graph) {
    return new NodeColumns().run(graph);
  }

  private Map<NodeKey, Integer> run(MarkedGraph graph) {
    var ready = new ArrayDeque<NodeKey>();
    graph
        .nodes()
        .forEach((key, node) -> {
          var inputs =
              node.node().inputs().stream().filter(it -> graph.nodes().containsKey(it)).toList();
          inputs.forEach(it -> followers.computeIfAbsent(it, _ -> new ArrayList<>()).add(key));
          awaited.put(key, inputs.size());
          steps.put(key, 1);
          if (inputs.isEmpty()) {
            ready.add(key);
          }
        });
    var unvisited = new PriorityQueue<>(graph.nodes().keySet());
    while (!awaited.isEmpty()) {
      var next = ready.poll();
      if (next == null) {
        next = firstOf(unvisited);
      }
      if (awaited.remove(next) != null) {
        advance(next, ready);
      }
    }
    return steps;
  }

  private NodeKey firstOf(PriorityQueue<NodeKey> unvisited) {
    while (true) {
      var next = unvisited.remove();
      if (awaited.containsKey(next)) {
        return next;
      }
    }
  }

  private void advance(NodeKey node, ArrayDeque<NodeKey> ready) {
    var step = steps.getOrDefault(node, 1) + 1;
    for (var follower : followers.getOrDefault(node, List.of())) {
      var left = awaited.get(follower);
      if (left != null) {
        steps.merge(follower, step, Math::max);
        awaited.put(follower, left - 1);
        if (left == 1) {
          ready.add(follower);
        }
      }
    }
  }
}
