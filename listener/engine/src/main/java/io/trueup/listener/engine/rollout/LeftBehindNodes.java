package io.trueup.listener.engine.rollout;

import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.RolloutPlan;
import java.util.stream.Collectors;

/**
 * The nodes that a job left behind because it started before the rollout. A node without a job of
 * its own follows the job of the node that it reads. While a rollout is planned, that job may be
 * bringing its nodes to the earlier version: then it does not bring along what follows it by the
 * plan, and it creates again what the plan retired. No later job would correct that.
 */
final class LeftBehindNodes {

  private LeftBehindNodes() {}

  /**
   * The part of a new plan that remains to be done at merge time.
   *
   * @param plan for the nodes that are not at their target, made after all steps of the rollout
   *     landed
   */
  static RolloutPlan of(RolloutPlan plan) {
    var nodes = plan.steps().stream().map(PlannedStep::node).collect(Collectors.toSet());
    return new RolloutPlan(
        plan.steps(), plan.transitions().stream().filter(it -> nodes.contains(it.node())).toList());
  }
}
