package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Plans node time for one node: the node, then the waiting nodes to its right that have no job of
 * their own. Pure.
 */
final class NodeTimePlanner {

  private NodeTimePlanner() {}

  static List<PlannedStep> plan(
      PlatformGraph target,
      NodeKey node,
      Collection<NodeKey> awaiting,
      Predicate<PipelineNode> hasJob) {
    var waiting = Set.copyOf(awaiting);
    var done = new TreeSet<NodeKey>();
    done.add(node);
    var steps = new ArrayList<PlannedStep>();
    steps.add(new PlannedStep(node, StepAction.ALTER, "its job starts"));
    var grown = true;
    while (grown) {
      grown = false;
      for (var key : new TreeSet<>(waiting)) {
        var candidate = target.nodes().get(key);
        if (candidate != null
            && !done.contains(key)
            && !hasJob.test(candidate)
            && candidate.inputs().stream().anyMatch(done::contains)
            && candidate.inputs().stream()
                .noneMatch(input -> waiting.contains(input) && !done.contains(input))) {
          steps.add(new PlannedStep(key, StepAction.ALTER, "follows " + node));
          done.add(key);
          grown = true;
        }
      }
    }
    return steps;
  }
}
