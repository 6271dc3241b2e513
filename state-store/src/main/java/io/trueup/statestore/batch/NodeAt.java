package io.trueup.statestore.batch;

import io.trueup.model.graph.NodeKey;

/**
 * A node of a platform, in the order in which nodes are locked.
 *
 * @param platform the platform's number in its store
 */
public record NodeAt(int platform, NodeKey node) implements Comparable<NodeAt> {

  @Override
  public int compareTo(NodeAt other) {
    var byPlatform = Integer.compare(platform, other.platform);
    return byPlatform != 0 ? byPlatform : node.compareTo(other.node);
  }
}
