package io.trueup.listener.check;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.NodeKey;
import java.util.List;

/**
 * What a merge would mean for one node of a platform.
 *
 * @param priority of the node; of what it was, when it goes
 * @param moment when it would come about, once the platform follows
 * @param reason why then, as the platform's plan says
 * @param changes how it differs from what it was, a phrase each; empty unless it changed
 */
public record NodeImpact(
    NodeKey node,
    Effect effect,
    Priority priority,
    Moment moment,
    String reason,
    List<String> changes) {

  /** What becomes of it. */
  public enum Effect {
    ADDED,
    CHANGED,
    REMOVED
  }

  /** When it comes about. */
  public enum Moment {
    /** When the platform takes the merge up. */
    MERGE_TIME,
    /** When a job next starts: its own, or that of what feeds it. */
    NODE_TIME
  }

  public NodeImpact {
    changes = List.copyOf(changes);
  }
}
