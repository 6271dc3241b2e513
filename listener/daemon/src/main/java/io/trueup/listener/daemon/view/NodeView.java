package io.trueup.listener.daemon.view;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of a platform.
 *
 * @param realized the realized fingerprint; null when nothing is realized
 * @param target the fingerprint in the target version; null when that version does not have the
 *     node
 * @param everRan whether a job has ever begun a run
 * @param applied whether an operator has brought its tables to the target, so that only the
 *     confirmation by its job is missing
 * @param blocked why the node is blocked; null when it is not
 */
public record NodeView(
    String node,
    NodeCondition state,
    @Nullable String realized,
    @Nullable String target,
    boolean everRan,
    boolean applied,
    @Nullable BlockedNodeView blocked) {

  /**
   * A page of nodes.
   *
   * @param next the value of {@code after} for the next page; null on the last page
   */
  public record Page(String platform, List<NodeView> nodes, @Nullable String next) {

    public Page {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * The view of a node.
   *
   * @param applied the nodes that an operator has brought to the target
   * @param blocked why the node is blocked; null when it is not
   */
  public static NodeView of(
      NodeRecord node, Set<NodeKey> applied, @Nullable BlockedNodeView blocked) {
    return new NodeView(
        node.key().value(),
        NodeCondition.of(node, blocked != null),
        text(node.realized()),
        text(node.target()),
        node.everRan(),
        applied.contains(node.key()),
        blocked);
  }

  private static @Nullable String text(@Nullable Fingerprint fingerprint) {
    return fingerprint == null ? null : fingerprint.toString();
  }
}
