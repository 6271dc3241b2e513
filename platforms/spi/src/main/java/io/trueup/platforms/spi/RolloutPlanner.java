package io.trueup.platforms.spi;

import static java.util.Objects.requireNonNull;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.DependencyOrder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Plans a rollout from node records and a target graph:
 *
 * <pre>
 * the node in the target graph                      its transition and step
 * new, has a job                                    PENDING, step PROVISION
 * new, no job, feeds from a node that waits         AWAITING_NODE_TIME, with that node
 * new, no job                                       PENDING, step PROVISION
 * changed, has a job                                AWAITING_NODE_TIME
 * changed, no job, feeds from a node that waits     AWAITING_NODE_TIME, with that node
 * changed, no job                                   PENDING, step ALTER
 * as realized                                       REALIZED, no step
 * as realized, but uncertain                        as if it had changed
 * as realized, but was retiring                     PENDING, step PROVISION
 * not in it, a job ran                              RETIRING, until its job asks
 * not in it, no job ever ran                        RETIRING, step RETIRE
 * </pre>
 *
 * A node is uncertain when an attempt to change it started and is not recorded as landed. Its
 * realized fingerprint then proves nothing, and no plan makes such a node REALIZED.
 *
 * <p>Pure; independent of the order of its input; linear in the records apart from sorting them.
 */
final class RolloutPlanner {

  private final PlatformGraph target;
  private final Predicate<PipelineNode> hasJob;
  private final NavigableMap<NodeKey, NodeRecord> records = new TreeMap<>();
  private final Set<NodeKey> waiting;
  private final NavigableMap<NodeKey, PlannedStep> steps = new TreeMap<>();
  private final List<NodeTransition> transitions = new ArrayList<>();

  private RolloutPlanner(
      PlatformGraph target, Collection<NodeRecord> nodes, Predicate<PipelineNode> hasJob) {
    this.target = target;
    this.hasJob = hasJob;
    nodes.forEach(node -> records.put(node.key(), node));
    this.waiting = waitingForJobs();
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
      } else if (isAtTarget(record, node)) {
        keep(record, node);
      } else {
        move(record, node);
      }
    }
    // A view is made after the table that it reads.
    var ordered = DependencyOrder.of(target, steps.navigableKeySet()).stream();
    return new RolloutPlan(
        ordered.map(key -> requireNonNull(steps.get(key))).toList(), transitions);
  }

  private static boolean isAtTarget(NodeRecord record, PipelineNode node) {
    return node.fingerprint().equals(record.realized()) && !record.isUncertain();
  }

  private void remove(NodeRecord record) {
    if (record.state() == NodeState.RETIRED) {
      return;
    }
    // A job that never ran holds nothing open, and one that starts later reads the node's record.
    if (record.everRan()) {
      become(
          record,
          NodeState.RETIRING,
          null,
          "removed from the model; its job learns of it when it next starts");
    } else {
      become(record, NodeState.RETIRING, null, "removed from the model; no job uses it");
      step(record, StepAction.RETIRE, "removed from the model; tables are kept");
    }
  }

  private void keep(NodeRecord record, PipelineNode node) {
    switch (record.state()) {
      case RETIRING, RETIRED -> {
        // A step that retired it may have landed without being recorded, so provision it again.
        become(record, NodeState.PENDING, node.fingerprint(), "back in the model");
        step(record, StepAction.PROVISION, "back in the model");
      }
      case PENDING, REALIZED, AWAITING_NODE_TIME ->
          become(record, NodeState.REALIZED, node.fingerprint(), "it is already at its target");
    }
  }

  private void move(NodeRecord record, PipelineNode node) {
    var isNew = isNew(record);
    var changed = node.fingerprint().equals(record.realized()) ? "may have changed" : "changed";
    if (waiting.contains(record.key())) {
      become(
          record,
          NodeState.AWAITING_NODE_TIME,
          node.fingerprint(),
          hasJob.test(node)
              ? changed + "; its job reconciles it when it next starts"
              : (isNew ? "new" : changed) + "; it follows the job of its input");
    } else if (isNew) {
      become(record, NodeState.PENDING, node.fingerprint(), "new on this platform");
      step(record, StepAction.PROVISION, "new on this platform");
    } else {
      become(record, NodeState.PENDING, node.fingerprint(), changed + "; no job uses it");
      step(record, StepAction.ALTER, changed + "; no job uses it");
    }
  }

  private static boolean isNew(NodeRecord record) {
    return record.realized() == null || record.state() == NodeState.RETIRED;
  }

  /**
   * The moving nodes that wait for a job: their own, or that of a moving node to their left. A new
   * node with a job of its own does not wait, because that job has never run.
   */
  private Set<NodeKey> waitingForJobs() {
    var found = new HashSet<NodeKey>();
    var followers = new HashMap<NodeKey, List<NodeKey>>();
    for (var record : records.values()) {
      var node = target.nodes().get(record.key());
      if (node == null || isAtTarget(record, node)) {
        continue;
      }
      if (!hasJob.test(node)) {
        node.inputs()
            .forEach(
                input -> followers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node.key()));
      } else if (!isNew(record)) {
        found.add(node.key());
      }
    }
    var open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      for (var follower : followers.getOrDefault(open.remove(), List.of())) {
        if (found.add(follower)) {
          open.add(follower);
        }
      }
    }
    return found;
  }

  private void become(
      NodeRecord record, NodeState state, @Nullable Fingerprint wanted, String reason) {
    var unchanged =
        record.state() == state
            && (wanted == null ? record.target() == null : wanted.equals(record.target()));
    if (!unchanged) {
      transitions.add(new NodeTransition(record.key(), state, wanted, reason));
    }
  }

  private void step(NodeRecord record, StepAction action, String reason) {
    steps.put(record.key(), new PlannedStep(record.key(), action, reason));
  }
}
