package io.trueup.model.job;

import java.util.Arrays;

/**
 * The rings of a directed graph: two things are in one ring when each can be reached from the other
 * (strongly connected components, by Tarjan's algorithm without recursion). Linear.
 */
final class Rings {

  private final int[] starts;
  private final int[] targets;
  private final int[] found;
  private final int[] lowest;
  private final int[] ring;
  private final IntStack open = new IntStack();
  private int visited;
  private int rings;

  private Rings(int size, long[] edges) {
    starts = new int[size + 1];
    targets = new int[edges.length];
    for (var edge : edges) {
      starts[(int) (edge >>> 32) + 1]++;
    }
    for (var i = 0; i < size; i++) {
      starts[i + 1] += starts[i];
    }
    for (var i = 0; i < edges.length; i++) {
      targets[i] = (int) edges[i];
    }
    found = new int[size];
    lowest = new int[size];
    ring = new int[size];
    Arrays.fill(ring, -1);
  }

  /**
   * The number of each thing's ring; a thing of no ring has a number of its own.
   *
   * @param edges each a pair of things, the first one in the upper half; sorted
   */
  static int[] of(int size, long[] edges) {
    var rings = new Rings(size, edges);
    for (var i = 0; i < size; i++) {
      if (rings.found[i] == 0) {
        rings.visit(i);
      }
    }
    return rings.ring;
  }

  private void visit(int start) {
    var path = new IntStack();
    var next = new IntStack();
    enter(start, path, next);
    while (!path.isEmpty()) {
      var at = path.peek();
      if (next.peek() < starts[at + 1]) {
        var target = targets[next.peek()];
        next.push(next.pop() + 1);
        if (found[target] == 0) {
          enter(target, path, next);
        } else if (ring[target] < 0) {
          lowest[at] = Math.min(lowest[at], found[target]);
        }
      } else {
        path.pop();
        next.pop();
        leave(at);
        if (!path.isEmpty()) {
          lowest[path.peek()] = Math.min(lowest[path.peek()], lowest[at]);
        }
      }
    }
  }

  private void enter(int thing, IntStack path, IntStack next) {
    found[thing] = ++visited;
    lowest[thing] = visited;
    open.push(thing);
    path.push(thing);
    next.push(starts[thing]);
  }

  private void leave(int thing) {
    if (lowest[thing] == found[thing]) {
      int member;
      do {
        member = open.pop();
        ring[member] = rings;
      } while (member != thing);
      rings++;
    }
  }
}
