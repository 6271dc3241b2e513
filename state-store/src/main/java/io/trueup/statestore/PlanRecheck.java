package io.trueup.statestore;

import io.trueup.model.rollout.NodeRecord;
import java.util.List;

/**
 * A repeated check of a rollout's plan, with the nodes to compare the plan with.
 *
 * @param rollout the rollout's number
 * @param nodes the platform's nodes that are not at their target, by key
 * @param isLast whether no run that started before the rollout still changes a node, so that no
 *     later check is needed
 */
public record PlanRecheck(long rollout, List<NodeRecord> nodes, boolean isLast) {

  /** Copies the nodes. */
  public PlanRecheck {
    nodes = List.copyOf(nodes);
  }
}
