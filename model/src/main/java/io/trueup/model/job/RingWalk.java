package io.trueup.model.job;

import java.util.ArrayList;
import java.util.List;

/**
 * A walk through a directed graph, depth first and without recursion, that finds the edges that
 * lead back to its own way. Without these the graph has no ring. Linear.
 */
final class RingWalk {

  private final int[] first;
  private final long[] edges;
  private final boolean[] isDone;
  private final boolean[] isOpen;
  private final List<Long> back = new ArrayList<>();

  /**
   * A graph.
   *
   * @param edges each a pair of things, the first one in the upper half; sorted
   */
  RingWalk(int size, long[] edges) {
    this.edges = edges;
    this.first = new int[size + 1];
    for (var edge : edges) {
      first[(int) (edge >>> 32) + 1]++;
    }
    for (var i = 0; i < size; i++) {
      first[i + 1] += first[i];
    }
    this.isDone = new boolean[size];
    this.isOpen = new boolean[size];
  }

  /**
   * The edges that lead back.
   *
   * @param starts all that have an edge, in the order in which to go from them
   */
  List<Long> backEdges(int[] starts) {
    for (var start : starts) {
      if (!isDone[start]) {
        visit(start);
      }
    }
    return back;
  }

  private void visit(int start) {
    var path = new IntStack();
    var next = new IntStack();
    enter(start, path, next);
    while (!path.isEmpty()) {
      var at = path.peek();
      if (next.peek() == first[at + 1]) {
        path.pop();
        next.pop();
        isOpen[at] = false;
        isDone[at] = true;
        continue;
      }
      var edge = edges[next.peek()];
      next.push(next.pop() + 1);
      var target = (int) edge;
      if (isOpen[target]) {
        back.add(edge);
      } else if (!isDone[target]) {
        enter(target, path, next);
      }
    }
  }

  private void enter(int thing, IntStack path, IntStack next) {
    isOpen[thing] = true;
    path.push(thing);
    next.push(first[thing]);
  }
}
