package io.trueup.model.rollout;

import java.util.List;

/**
 * How a platform gets from what its nodes are to a target graph: a value that anyone can show,
 * store or carry out. A node without a transition keeps its record; it is at the target already.
 *
 * @param steps what to do at merge time, in this order
 * @param transitions what becomes of the nodes' records when the plan is recorded, by node key
 */
public record RolloutPlan(List<PlannedStep> steps, List<NodeTransition> transitions) {

  public RolloutPlan {
    steps = List.copyOf(steps);
    transitions = List.copyOf(transitions);
  }
}
