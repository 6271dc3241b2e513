package io.trueup.statestore;

import io.trueup.model.rollout.NodeRecord;
import java.util.List;

/**
 * What a rollout's plan is held against once more.
 *
 * @param rollout the rollout's number
 * @param nodes the platform's nodes that are not at their target, by key
 * @param isLast whether no run that began before the rollout still changes a node, so that nothing
 *     can escape the plan after this
 */
public record Recheck(long rollout, List<NodeRecord> nodes, boolean isLast) {

  /** Copies the nodes. */
  public Recheck {
    nodes = List.copyOf(nodes);
  }
}
