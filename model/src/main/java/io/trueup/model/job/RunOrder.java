package io.trueup.model.job;

import io.trueup.model.graph.NodeKind;
import java.util.Arrays;

/**
 * An order of nodes in which each comes after its inputs. Transformers may feed from each other in
 * a ring: it is cut where the trigger of one of them reads what the ring makes, so that the
 * transformer there reads what the last run made. Linear in nodes and inputs.
 */
final class RunOrder {

  private static final int[] NONE = {};

  private final NodeTable nodes;

  /** The inputs without those that would close a ring. */
  final int[][] inputs;

  /** The numbers of all nodes, each after its inputs. */
  final int[] order;

  /** The longest way to each node from one without inputs. */
  final int[] depth;

  RunOrder(NodeTable nodes) {
    this.nodes = nodes;
    this.inputs = nodes.inputs.clone();
    cutRings();
    this.depth = new int[nodes.size()];
    this.order = sorted();
  }

  /** The triggers that each node but a trigger runs after: those of its store's transformer. */
  private int[][] producers() {
    var producers = new int[nodes.size()][];
    Arrays.fill(producers, NONE);
    for (var kind : new NodeKind[] {NodeKind.TRANSFORM, NodeKind.INGEST, NodeKind.EXPORT}) {
      for (var i = 0; i < producers.length; i++) {
        if (nodes.kinds[i] == kind) {
          producers[i] =
              IntSets.union(
                  nodes.inputs[i],
                  it -> nodes.kinds[it] == NodeKind.TRIGGER ? new int[] {it} : producers[it]);
        }
      }
    }
    return producers;
  }

  /**
   * Goes from each trigger to those that run after it, first from where runs start: by a trigger of
   * its own, or by data from outside. An input that leads back to the way there is left out, so
   * that what started keeps what it started with.
   */
  private void cutRings() {
    var producers = producers();
    var edges = new LongList();
    for (var trigger = 0; trigger < nodes.size(); trigger++) {
      if (nodes.kinds[trigger] == NodeKind.TRIGGER) {
        for (var input : inputs[trigger]) {
          for (var producer : producers[input]) {
            edges.add((long) producer << 32 | trigger);
          }
        }
      }
    }
    var back = new RingWalk(nodes.size(), edges.sortedDistinct()).backEdges(starts(producers));
    for (long edge : back) {
      var producer = (int) (edge >>> 32);
      var trigger = (int) edge;
      inputs[trigger] =
          Arrays.stream(inputs[trigger])
              .filter(it -> Arrays.binarySearch(producers[it], producer) < 0)
              .toArray();
    }
  }

  /** All triggers, in the order in which to go from them. */
  private int[] starts(int[][] producers) {
    var starts = new int[nodes.size()];
    var count = 0;
    for (var rank = 0; rank < 3; rank++) {
      for (var i = 0; i < nodes.size(); i++) {
        if (nodes.kinds[i] == NodeKind.TRIGGER && rank(i, producers) == rank) {
          starts[count++] = i;
        }
      }
    }
    return Arrays.copyOf(starts, count);
  }

  private int rank(int trigger, int[][] producers) {
    if (nodes.triggers[trigger] != null) {
      return 0;
    }
    for (var input : inputs[trigger]) {
      if (producers[input].length == 0) {
        return 1;
      }
    }
    return 2;
  }

  private int[] sorted() {
    var size = nodes.size();
    var open = new int[size];
    var followers = new int[size + 1];
    for (var i = 0; i < size; i++) {
      open[i] = inputs[i].length;
      for (var input : inputs[i]) {
        followers[input + 1]++;
      }
    }
    for (var i = 0; i < size; i++) {
      followers[i + 1] += followers[i];
    }
    var ends = Arrays.copyOf(followers, size);
    var targets = new int[followers[size]];
    for (var i = 0; i < size; i++) {
      for (var input : inputs[i]) {
        targets[ends[input]++] = i;
      }
    }
    var sorted = new int[size];
    var count = 0;
    for (var i = 0; i < size; i++) {
      if (open[i] == 0) {
        sorted[count++] = i;
      }
    }
    for (var at = 0; at < count; at++) {
      var node = sorted[at];
      for (var i = followers[node]; i < followers[node + 1]; i++) {
        var follower = targets[i];
        depth[follower] = Math.max(depth[follower], depth[node] + 1);
        if (--open[follower] == 0) {
          sorted[count++] = follower;
        }
      }
    }
    if (count < size) {
      throw new IllegalStateException(
          "%d nodes feed from each other outside of transformers' triggers"
              .formatted(size - count));
    }
    return sorted;
  }
}
