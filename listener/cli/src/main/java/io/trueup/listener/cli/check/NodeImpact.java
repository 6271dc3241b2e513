package io.trueup.listener.cli.check;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.NodeKey;
import java.util.List;

/**
 * The impact of a merge on one node of a platform.
 *
 * @param priority of the node; the old one when it is removed
 * @param moment when the change would happen, after the platform follows
 * @param reason the reason in the platform's plan
 * @param changes the differences, a phrase each; empty unless the node changed
 */
public record NodeImpact(
    NodeKey node,
    Effect effect,
    Priority priority,
    Moment moment,
    String reason,
    List<String> changes) {

  /** The change of a node. */
  public enum Effect {
    ADDED,
    CHANGED,
    REMOVED
  }

  /** The moment of a change. */
  public enum Moment {
    /** When the platform starts the rollout. */
    MERGE_TIME,
    /** At the next start of a job: the node's own, or that of its input. */
    NODE_TIME
  }

  public NodeImpact {
    changes = List.copyOf(changes);
  }
}
