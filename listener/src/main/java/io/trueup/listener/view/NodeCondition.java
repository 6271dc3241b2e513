package io.trueup.listener.view;

import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import java.util.Locale;

/** What a node is going through: its state, but for one that cannot be brought to its target. */
public enum NodeCondition {
  /** It was refused or failed when its job started. */
  BLOCKED,
  /** A merge-time step is still to land. */
  PENDING,
  /** It changes when its job next starts. */
  AWAITING_NODE_TIME,
  /** It is removed when its job next starts. */
  RETIRING,
  /** It is what the target says. */
  REALIZED,
  /** It is gone. */
  RETIRED;

  /** The condition of a node. */
  public static NodeCondition of(NodeRecord node, boolean isBlocked) {
    return isBlocked ? BLOCKED : of(node.state());
  }

  private static NodeCondition of(NodeState state) {
    return switch (state) {
      case PENDING -> PENDING;
      case REALIZED -> REALIZED;
      case AWAITING_NODE_TIME -> AWAITING_NODE_TIME;
      case RETIRING -> RETIRING;
      case RETIRED -> RETIRED;
    };
  }

  /** The words for people. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
