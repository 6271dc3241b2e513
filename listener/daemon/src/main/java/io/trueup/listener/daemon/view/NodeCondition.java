package io.trueup.listener.daemon.view;

import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import java.util.Locale;

/** The condition of a node: its state, or {@link #BLOCKED}. */
public enum NodeCondition {
  /** It was refused or failed when its job started. */
  BLOCKED,
  /** A merge-time step has not landed yet. */
  PENDING,
  /** The node changes when its job next starts. */
  AWAITING_NODE_TIME,
  /** The node is removed when its job next starts. */
  RETIRING,
  /** The node is at its target. */
  REALIZED,
  /** The node no longer exists. */
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

  /** The name for people. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
