package io.trueup.listener.view;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of a platform.
 *
 * @param realized its fingerprint as realized; null when nothing is
 * @param target what the target version asks for; null when it does not hold the node
 * @param everRan whether a job ever began a run on it
 * @param applied whether an operator has brought its tables to the target, so that only its job's
 *     confirmation is missing
 * @param blocked why it is blocked; null unless it is
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
   * @param next what to ask with as {@code after} for the next page; null on the last
   */
  public record Page(String platform, List<NodeView> nodes, @Nullable String next) {

    public Page {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * What is shown of a node.
   *
   * @param applied the nodes that are
   * @param blocked why it is blocked; null unless it is
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
