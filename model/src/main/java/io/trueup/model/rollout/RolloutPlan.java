package io.trueup.model.rollout;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The way of a platform from its present nodes to a target graph, as a value that can be shown,
 * stored and executed. A node without a transition keeps its record, because it is at its target
 * already.
 *
 * @param steps to execute at merge time, in this order
 * @param transitions of the nodes' records when the plan is recorded, by node key
 */
public record RolloutPlan(List<PlannedStep> steps, List<NodeTransition> transitions) {

  public RolloutPlan {
    steps = List.copyOf(steps);
    transitions = List.copyOf(transitions);
  }

  /** How many nodes no step brings to their target, but the next start of a job. */
  public int nodesForJobs() {
    var stepped = steps.stream().map(PlannedStep::node).collect(Collectors.toSet());
    return (int)
        transitions.stream()
            .filter(it -> !it.state().isAtTarget() && !stepped.contains(it.node()))
            .count();
  }
}
