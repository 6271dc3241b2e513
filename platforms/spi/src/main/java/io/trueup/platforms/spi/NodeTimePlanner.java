package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Plans node time for one node: the node, then the waiting nodes to its right that have no job of
 * their own. A node with another waiting input is left to that input's job. Pure; a worklist over
 * the waiting nodes, so the cost grows with their edges.
 */
final class NodeTimePlanner {

  private NodeTimePlanner() {}

  static List<PlannedStep> plan(
      PlatformGraph target,
      NodeKey node,
      Collection<NodeKey> awaiting,
      Predicate<PipelineNode> hasJob) {
    var waiting = new HashSet<>(awaiting);
    waiting.add(node);
    var openInputs = new TreeMap<NodeKey, Integer>();
    var followers = new HashMap<NodeKey, Set<NodeKey>>();
    for (var key : waiting) {
      var candidate = target.nodes().get(key);
      if (candidate != null && !key.equals(node) && !hasJob.test(candidate)) {
        var inputs = new HashSet<>(candidate.inputs());
        inputs.retainAll(waiting);
        openInputs.put(key, inputs.size());
        inputs.forEach(input -> followers.computeIfAbsent(input, _ -> new TreeSet<>()).add(key));
      }
    }
    return follow(node, followers, openInputs);
  }

  private static List<PlannedStep> follow(
      NodeKey node, Map<NodeKey, Set<NodeKey>> followers, Map<NodeKey, Integer> openInputs) {
    var steps = new ArrayList<PlannedStep>();
    steps.add(new PlannedStep(node, StepAction.ALTER, "its job starts"));
    for (var next = 0; next < steps.size(); next++) {
      for (var follower : followers.getOrDefault(steps.get(next).node(), Set.of())) {
        if (openInputs.merge(follower, -1, Integer::sum) == 0) {
          steps.add(new PlannedStep(follower, StepAction.ALTER, "follows " + node));
        }
      }
    }
    return steps;
  }
}
