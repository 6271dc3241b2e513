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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Plans node time for nodes: each node, then the waiting nodes to its right that have no job of
 * their own. A node with another waiting input is left to that input's job. Pure; a worklist over
 * the waiting nodes, so the cost grows with their edges, once for all nodes that are planned.
 */
final class NodeTimePlanner {

  /** By each waiting node, those without a job that read it. */
  private final Map<NodeKey, Set<NodeKey>> followers = new HashMap<>();

  /** How many of the inputs of each of these are waiting. */
  private final Map<NodeKey, Integer> openInputs = new HashMap<>();

  private NodeTimePlanner(
      PlatformGraph target, Set<NodeKey> waiting, Predicate<PipelineNode> hasJob) {
    for (var key : waiting) {
      var candidate = target.nodes().get(key);
      if (candidate != null && !hasJob.test(candidate)) {
        var inputs = new HashSet<>(candidate.inputs());
        inputs.retainAll(waiting);
        openInputs.put(key, inputs.size());
        inputs.forEach(input -> followers.computeIfAbsent(input, _ -> new TreeSet<>()).add(key));
      }
    }
  }

  /** The steps of each node, planned as if no other's job started. */
  static Map<NodeKey, List<PlannedStep>> plan(
      PlatformGraph target,
      Collection<NodeKey> nodes,
      Collection<NodeKey> awaiting,
      Predicate<PipelineNode> hasJob) {
    var waiting = new HashSet<>(awaiting);
    var common = waiting.containsAll(nodes) ? new NodeTimePlanner(target, waiting, hasJob) : null;
    var plans = new LinkedHashMap<NodeKey, List<PlannedStep>>();
    for (var node : nodes) {
      var planner = common;
      if (planner == null) {
        var own = new HashSet<>(waiting);
        own.add(node);
        planner = new NodeTimePlanner(target, own, hasJob);
      }
      plans.put(node, planner.follow(node));
    }
    return plans;
  }

  private List<PlannedStep> follow(NodeKey node) {
    var closed = new HashMap<NodeKey, Integer>();
    var steps = new ArrayList<PlannedStep>();
    steps.add(new PlannedStep(node, StepAction.ALTER, "its job starts"));
    for (var next = 0; next < steps.size(); next++) {
      for (var follower : followers.getOrDefault(steps.get(next).node(), Set.of())) {
        if (!follower.equals(node)
            && closed.merge(follower, 1, Integer::sum).equals(openInputs.get(follower))) {
          steps.add(new PlannedStep(follower, StepAction.ALTER, "follows " + node));
        }
      }
    }
    return steps;
  }
}
