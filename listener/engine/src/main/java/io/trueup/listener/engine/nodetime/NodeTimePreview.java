package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a job would be answered if it started: by the same rules as at a start, without recording or
 * locking anything. Safe for any thread.
 */
public final class NodeTimePreview {

  private final StateStore store;
  private final PlatformModels models;
  private final PlatformRuntimes runtimes;
  private final NodeTimeRules rules;
  private final PrimaryInputs primaries;

  /** Previews of what is in a store. */
  public NodeTimePreview(
      StateStore store, PlatformModels models, PlatformRuntimes runtimes, GateRules gates) {
    this.store = store;
    this.models = models;
    this.runtimes = runtimes;
    this.rules = new NodeTimeRules(gates);
    this.primaries = new PrimaryInputs(store, models);
  }

  /**
   * The decision as far as the situation tells. Never blocks.
   *
   * @return to reconcile also where a node of another platform has to change first, and where the
   *     node changes together with another one
   */
  public NodeDecision decide(PlatformId platform, NodeSituation situation) {
    return NodeTimeRules.feasible(platform, rules.decide(situation), models.follows(platform));
  }

  /** The decision, with the nodes that this one reads or follows. Blocks. */
  public NodeDecision decide(PlatformId platform, NodeKey node, NodeSituation situation) {
    var decision = decide(platform, situation);
    if (!(decision instanceof NodeDecision.Reconcile(var version, _, _))) {
      return decision;
    }
    return primaries.haveChanged(platform, version, node)
        ? following(situation.platform(), version, node, decision)
        : rules.unchanged(situation);
  }

  private NodeDecision following(
      PlatformState platform, long version, NodeKey key, NodeDecision decision) {
    try {
      var node = models.graph(platform.id(), version).map(it -> it.nodes().find(key)).orElse(null);
      var feeding = node == null ? List.<NodeKey>of() : feeding(platform, node);
      return feeding.isEmpty()
          ? decision
          : following(
              feeding,
              new HashSet<>(store.rollouts().awaitingNodes(platform.id()))::contains,
              decision);
    } catch (GitException _) {
      return decision; // the start itself says that the model cannot be read
    }
  }

  /** The nodes whose jobs may also change a node; empty when it has a job of its own. */
  public List<NodeKey> feeding(PlatformState platform, PipelineNode node) {
    return FollowingNodes.feeding(runtimes.platform(platform.type()), node);
  }

  /** A decision, or to wait if the node changes with the job of another one. */
  public static NodeDecision following(
      List<NodeKey> feeding, Predicate<NodeKey> isAwaiting, NodeDecision decision) {
    return feeding.stream()
        .filter(isAwaiting)
        .findFirst()
        .<NodeDecision>map(FollowingNodes::wait)
        .orElse(decision);
  }
}
