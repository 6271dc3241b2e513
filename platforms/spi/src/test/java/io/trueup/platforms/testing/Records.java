package io.trueup.platforms.testing;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Node records as a state store would keep them. */
public final class Records {

  private Records() {}

  /** Records of unknown nodes. */
  public static List<NodeRecord> unknown(PlatformGraph graph) {
    return graph.nodes().keySet().stream()
        .map(key -> new NodeRecord(key, NodeState.PENDING, null, null, false))
        .toList();
  }

  /** Records of nodes that are realized as in the graph and whose jobs ran. */
  public static List<NodeRecord> realized(PlatformGraph graph) {
    return graph.nodes().values().stream()
        .map(node ->
            new NodeRecord(
                node.key(), NodeState.REALIZED, node.fingerprint(), node.fingerprint(), true))
        .toList();
  }

  /** The records after the plan was recorded and each of its steps landed. */
  public static List<NodeRecord> landed(RolloutPlan plan, Collection<NodeRecord> records) {
    var after = new TreeMap<NodeKey, NodeRecord>();
    records.forEach(record -> after.put(record.key(), record));
    for (var t : plan.transitions()) {
      after.computeIfPresent(
          t.node(),
          (key, r) ->
              new NodeRecord(
                  key, t.state(), r.realized(), t.target(), r.everRan(), r.isUncertain()));
    }
    for (var step : plan.steps()) {
      after.computeIfPresent(
          step.node(),
          (key, r) ->
              step.action() == StepAction.RETIRE
                  ? new NodeRecord(key, NodeState.RETIRED, null, null, r.everRan())
                  : new NodeRecord(key, NodeState.REALIZED, r.target(), r.target(), r.everRan()));
    }
    return List.copyOf(after.values());
  }
}
