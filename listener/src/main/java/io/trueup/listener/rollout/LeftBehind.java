package io.trueup.listener.rollout;

import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.RolloutPlan;
import java.util.stream.Collectors;

/**
 * The nodes that a job left behind which began before the rollout. A node without a job of its own
 * follows the job of the node that it reads. While a rollout is planned, that job may be having its
 * nodes brought to the version before: what follows it by the plan is then not brought along, and
 * what the plan retired is made again. No job comes that would put this right.
 */
final class LeftBehind {

  private LeftBehind() {}

  /**
   * What is left to do at merge time.
   *
   * @param plan made again, when all steps of the rollout landed, for the nodes that are not at
   *     their target
   */
  static RolloutPlan of(RolloutPlan plan) {
    var nodes = plan.steps().stream().map(PlannedStep::node).collect(Collectors.toSet());
    return new RolloutPlan(
        plan.steps(), plan.transitions().stream().filter(it -> nodes.contains(it.node())).toList());
  }
}
