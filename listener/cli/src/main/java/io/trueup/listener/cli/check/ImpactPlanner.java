package io.trueup.listener.cli.check;

import io.trueup.listener.cli.check.NodeImpact.Effect;
import io.trueup.listener.cli.check.NodeImpact.Moment;
import io.trueup.listener.engine.gate.Removal;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.NodeChanges;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.verdict.Model;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans the rollout of each platform as if the accepted version were fully realized and every job
 * had run. Pure.
 */
final class ImpactPlanner {

  private final DataPlatforms platforms;

  ImpactPlanner(DataPlatforms platforms) {
    this.platforms = platforms;
  }

  /**
   * The impact of the head on each platform, by the platforms' names.
   *
   * @param accepted null when there is no accepted version
   */
  List<PlatformImpact> plan(@Nullable Model accepted, Model head) {
    var graphs = new TreeMap<String, PlatformGraph>();
    if (accepted != null) {
      // A platform that is no longer declared has nothing to realize.
      accepted
          .graphs()
          .forEach((name, graph) -> graphs.put(name, PlatformGraph.empty(graph.platform())));
    }
    graphs.putAll(head.graphs());
    return graphs.values().stream().map(it -> impact(accepted, head, it)).toList();
  }

  private PlatformImpact impact(@Nullable Model accepted, Model head, PlatformGraph graph) {
    var declared = graph.platform();
    var before = accepted == null ? null : accepted.graphs().find(declared.name());
    var diff = GraphDiff.between(before == null ? PlatformGraph.empty(declared) : before, graph);
    var nodes = platforms.find(declared.type()).map(it -> nodes(it, graph, diff)).orElse(List.of());
    var removal =
        before == null
            ? Removal.NOTHING
            : Removal.of(before, diff, head.graphs().find(declared.name()) != null);
    return new PlatformImpact(
        declared.name(),
        declared.type(),
        declared.terms(),
        removal.exceeds(declared.rollout().guard()),
        nodes);
  }

  private static List<NodeImpact> nodes(
      DataPlatform platform, PlatformGraph graph, GraphDiff diff) {
    var records = new ArrayList<NodeRecord>();
    diff.added()
        .forEach(it -> records.add(new NodeRecord(it.key(), NodeState.PENDING, null, null, false)));
    diff.changed().forEach(it -> records.add(realized(platform, it.before())));
    diff.removed().forEach(it -> records.add(realized(platform, it)));
    var plan = new Plan(platform.planRollout(graph, records));
    var nodes = new ArrayList<NodeImpact>();
    diff.added().forEach(it -> nodes.add(plan.impact(it, Effect.ADDED, List.of())));
    diff.changed()
        .forEach(it ->
            nodes.add(
                plan.impact(
                    it.after(), Effect.CHANGED, NodeChanges.describe(it.before(), it.after()))));
    diff.removed().forEach(it -> nodes.add(plan.impact(it, Effect.REMOVED, List.of())));
    nodes.sort(Comparator.comparing(NodeImpact::node));
    return nodes;
  }

  private static NodeRecord realized(DataPlatform platform, PipelineNode node) {
    return new NodeRecord(
        node.key(),
        NodeState.REALIZED,
        node.fingerprint(),
        node.fingerprint(),
        platform.hasJob(node));
  }

  /** The steps and reasons of a plan, by node. */
  private static final class Plan {

    private final Set<NodeKey> atMergeTime = new HashSet<>();
    private final Map<NodeKey, String> reasons = new HashMap<>();

    Plan(RolloutPlan plan) {
      plan.steps().forEach(it -> atMergeTime.add(it.node()));
      plan.transitions().forEach(it -> reasons.put(it.node(), it.reason()));
      plan.steps().forEach(it -> reasons.put(it.node(), it.reason()));
    }

    NodeImpact impact(PipelineNode node, Effect effect, List<String> changes) {
      return new NodeImpact(
          node.key(),
          effect,
          node.priority(),
          atMergeTime.contains(node.key()) ? Moment.MERGE_TIME : Moment.NODE_TIME,
          reasons.getOrDefault(node.key(), ""),
          changes);
    }
  }
}
