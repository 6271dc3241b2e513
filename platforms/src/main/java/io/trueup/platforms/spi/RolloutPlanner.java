package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Plans a rollout from node records and a target graph: new nodes now, changed nodes with a job
 * when it next starts, changed nodes without one together with what feeds them, removed nodes when
 * their job hears of it (design §2.6). Pure; the order of its input does not matter.
 */
final class RolloutPlanner {

  private final PlatformGraph target;
  private final Predicate<PipelineNode> hasJob;
  private final Map<NodeKey, NodeRecord> records = new TreeMap<>();
  private final Map<NodeKey, Boolean> waits = new HashMap<>();
  private final List<PlannedStep> steps = new ArrayList<>();
  private final List<NodeTransition> transitions = new ArrayList<>();

  private RolloutPlanner(
      PlatformGraph target, Collection<NodeRecord> nodes, Predicate<PipelineNode> hasJob) {
    this.target = target;
    this.hasJob = hasJob;
    nodes.forEach(node -> records.put(node.key(), node));
  }

  static RolloutPlan plan(
      PlatformGraph target, Collection<NodeRecord> nodes, Predicate<PipelineNode> hasJob) {
    return new RolloutPlanner(target, nodes, hasJob).plan();
  }

  private RolloutPlan plan() {
    for (var record : records.values()) {
      var node = target.nodes().get(record.key());
      if (node == null) {
        remove(record);
      } else {
        keep(record, node);
      }
    }
    return new RolloutPlan(inDependencyOrder(), transitions);
  }

  private void remove(NodeRecord record) {
    if (record.state() == NodeState.RETIRED) {
      return;
    }
    var node = record.key();
    // A job that never ran can hold nothing open, and one that begins later is told by the node's
    // record.
    if (record.everRan()) {
      transition(
          node,
          NodeState.RETIRING,
          null,
          "removed from the model; its job is told when it next starts");
    } else {
      transition(node, NodeState.RETIRING, null, "removed from the model; no job uses it");
      steps.add(
          new PlannedStep(node, StepAction.RETIRE, "removed from the model; tables are kept"));
    }
  }

  private void keep(NodeRecord record, PipelineNode node) {
    var wanted = node.fingerprint();
    if (wanted.equals(record.realized())) {
      if (record.state() != NodeState.REALIZED || !wanted.equals(record.target())) {
        transition(
            record.key(),
            NodeState.REALIZED,
            wanted,
            "what is realized is what the target asks for");
      }
    } else if (record.realized() == null) {
      transition(record.key(), NodeState.PENDING, wanted, "new on this platform");
      steps.add(new PlannedStep(record.key(), StepAction.PROVISION, "new on this platform"));
    } else if (waitsForJob(record.key())) {
      var reason =
          hasJob.test(node)
              ? "changed; its job reconciles it when it next starts"
              : "changed; it follows the job of what feeds it";
      if (record.state() != NodeState.AWAITING_NODE_TIME || !wanted.equals(record.target())) {
        transition(record.key(), NodeState.AWAITING_NODE_TIME, wanted, reason);
      }
    } else {
      transition(record.key(), NodeState.PENDING, wanted, "changed; no job uses it");
      steps.add(new PlannedStep(record.key(), StepAction.ALTER, "changed; no job uses it"));
    }
  }

  /**
   * Whether the node, which exists and changes, waits for a job: its own, or that of a changing
   * node to its left.
   */
  private boolean waitsForJob(NodeKey key) {
    var known = waits.get(key);
    if (known != null) {
      return known;
    }
    waits.put(key, false); // ends cycles of transformers
    var record = records.get(key);
    var node = target.nodes().get(key);
    var result =
        record != null
            && node != null
            && record.realized() != null
            && !node.fingerprint().equals(record.realized())
            && (hasJob.test(node) || node.inputs().stream().anyMatch(this::waitsForJob));
    waits.put(key, result);
    return result;
  }

  private void transition(
      NodeKey node,
      NodeState state,
      io.trueup.model.fingerprint.@org.jspecify.annotations.Nullable Fingerprint wanted,
      String reason) {
    transitions.add(new NodeTransition(node, state, wanted, reason));
  }

  /** What a node reads comes before it, so that a view is made after its table. */
  private List<PlannedStep> inDependencyOrder() {
    var byNode = new TreeMap<NodeKey, PlannedStep>();
    steps.forEach(step -> byNode.put(step.node(), step));
    var ordered = new ArrayList<PlannedStep>(steps.size());
    var visited = new HashSet<NodeKey>();
    byNode.keySet().forEach(key -> visit(key, byNode, visited, ordered));
    return ordered;
  }

  private void visit(
      NodeKey key,
      Map<NodeKey, PlannedStep> byNode,
      Set<NodeKey> visited,
      List<PlannedStep> ordered) {
    if (!visited.add(key)) {
      return;
    }
    var node = target.nodes().get(key);
    if (node != null) {
      node.inputs().stream()
          .filter(byNode::containsKey)
          .forEach(input -> visit(input, byNode, visited, ordered));
    }
    var step = byNode.get(key);
    if (step != null) {
      ordered.add(step);
    }
  }
}
