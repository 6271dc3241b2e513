package io.trueup.listener.api.view;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a platform.
 *
 * @param realized its fingerprint as realized; null when nothing is
 * @param target what the target version asks for; null when it does not hold the node
 * @param everRan whether a job ever began a run on it
 */
public record NodeView(
    String node,
    NodeState state,
    @Nullable String realized,
    @Nullable String target,
    boolean everRan) {

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

  /** What is shown of a node. */
  public static NodeView of(NodeRecord node) {
    return new NodeView(
        node.key().value(),
        node.state(),
        text(node.realized()),
        text(node.target()),
        node.everRan());
  }

  private static @Nullable String text(@Nullable Fingerprint fingerprint) {
    return fingerprint == null ? null : fingerprint.toString();
  }
}
