package io.trueup.model.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The order in which nodes are made: each after its inputs. Pure. */
public final class DependencyOrder {

  private final PlatformGraph graph;
  private final SortedSet<NodeKey> left;

  private record Visit(NodeKey key, ArrayDeque<NodeKey> inputs) {}

  private DependencyOrder(PlatformGraph graph, SortedSet<NodeKey> keys) {
    this.graph = graph;
    this.left = new TreeSet<>(keys);
  }

  /**
   * Orders keys: each after those of its inputs that are among the keys, else by key. A key that
   * the graph does not have counts as one without inputs; nodes that feed from each other in a ring
   * are all returned, starting somewhere in the ring.
   */
  public static List<NodeKey> of(PlatformGraph graph, SortedSet<NodeKey> keys) {
    var order = new DependencyOrder(graph, keys);
    var ordered = new ArrayList<NodeKey>(keys.size());
    for (var key : keys) {
      if (order.left.remove(key)) {
        order.visit(key, ordered);
      }
    }
    return ordered;
  }

  /** Depth first and without recursion: a chain may be as long as the model likes. */
  private void visit(NodeKey start, List<NodeKey> ordered) {
    var path = new ArrayDeque<Visit>();
    path.push(visitOf(start));
    while (!path.isEmpty()) {
      var input = path.element().inputs().poll();
      if (input == null) {
        ordered.add(path.pop().key());
      } else if (left.remove(input)) {
        path.push(visitOf(input));
      }
    }
  }

  private Visit visitOf(NodeKey key) {
    var node = graph.nodes().get(key);
    return new Visit(key, node == null ? new ArrayDeque<>() : new ArrayDeque<>(node.inputs()));
  }
}
