package io.trueup.platforms.spi;

import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.RolloutPlan;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * One type of data platform, found by {@link java.util.ServiceLoader} and named by {@link #type()}.
 * Everything here is pure, depends on its arguments alone, never throws because a model is wrong,
 * and is safe for any thread. The {@link PlatformExecutor} acts.
 */
public interface DataPlatform {

  /** The {@code type} in a platform's declaration. */
  String type();

  /** Reports the nodes of a graph that this type cannot realize. */
  GraphLint lint();

  /**
   * Warns of what a merge does to the tables of earlier versions. Asks the registry and no
   * container, so that a merge can be checked while containers are down.
   *
   * @param platform as {@code source/Name}
   * @param graph after the merge
   * @param diff from the accepted graph to that one
   */
  default List<GraphProblem> mergeWarnings(
      String platform, PlatformGraph graph, GraphDiff diff, NameRegistry names) {
    return List.of();
  }

  /**
   * Why this type cannot go back to an older graph. If there is any reason, nothing of the rollback
   * is done.
   *
   * @param older the graph to go back to
   * @param diff from the graph of the platform's target to the older one
   * @return a sentence for operators for each change that it cannot go back over, without a period
   *     at the end; empty when it can go back
   */
  default List<String> rollbackObstacles(PlatformGraph older, GraphDiff diff) {
    return List.of();
  }

  /** All credentials that realizing the graph uses, whether they exist or not, by name. */
  List<CredentialUse> credentials(PlatformGraph graph);

  /**
   * Whether the node has a job of its own, which asks for it when it starts. A node without a job
   * changes at merge time, or together with the nodes to its left that have one.
   */
  boolean hasJob(PipelineNode node);

  /**
   * Plans the way to a target graph. Planning again after the plan was carried out gives an empty
   * plan.
   *
   * @param target the graph to get to
   * @param nodes the records of all nodes in which the target may differ, and of all that are not
   *     at their target; an unknown node's record has neither realized nor target
   */
  default RolloutPlan planRollout(PlatformGraph target, Collection<NodeRecord> nodes) {
    return RolloutPlanner.plan(target, nodes, this::hasJob);
  }

  /**
   * Plans the steps that a job's start requires: its node first, then the nodes to its right that
   * have no job of their own and wait for it.
   *
   * @param target the graph that holds the node
   * @param node the node whose job starts; it awaits node time
   * @param awaiting the keys of all nodes of the platform that await node time
   */
  default List<PlannedStep> planNodeTime(
      PlatformGraph target, NodeKey node, Collection<NodeKey> awaiting) {
    return planNodeTimes(target, List.of(node), awaiting).getOrDefault(node, List.of());
  }

  /**
   * The same for many nodes whose jobs start at the same time, each planned as if it were the only
   * one. The steps of no two of them share a node.
   *
   * @param nodes the nodes whose jobs start; they await node time
   * @return the steps of each
   */
  default Map<NodeKey, List<PlannedStep>> planNodeTimes(
      PlatformGraph target, Collection<NodeKey> nodes, Collection<NodeKey> awaiting) {
    return NodeTimePlanner.plan(target, nodes, awaiting, this::hasJob);
  }

  /**
   * Creates the part that acts. Called once for each daemon and type; the caller closes it.
   *
   * @param environment what the daemon lends to it
   * @param settings this type's own settings
   * @throws IllegalArgumentException with a sentence for operators when a setting is wrong
   */
  PlatformExecutor executor(PlatformEnvironment environment, PlatformSettings settings);
}
