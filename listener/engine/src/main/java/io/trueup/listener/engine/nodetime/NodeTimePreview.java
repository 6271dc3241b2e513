package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.StateStore;

/**
 * What a job would be answered if it started: by the same rules as at a start, without recording or
 * locking anything. Safe for any thread.
 */
public final class NodeTimePreview {

  private final PlatformModels models;
  private final NodeTimeRules rules;
  private final PrimaryInputs primaries;

  /** Previews of what is in a store. */
  public NodeTimePreview(StateStore store, PlatformModels models, GateRules gates) {
    this.models = models;
    this.rules = new NodeTimeRules(gates);
    this.primaries = new PrimaryInputs(store, models);
  }

  /**
   * The decision as far as the situation tells. Never blocks.
   *
   * @return to reconcile also where a node of another platform has to change first
   */
  public NodeDecision decide(PlatformId platform, NodeSituation situation) {
    return NodeTimeRules.feasible(platform, rules.decide(situation), models.follows(platform));
  }

  /** The decision, with the nodes of other platforms that this one reads. Blocks. */
  public NodeDecision decide(PlatformId platform, NodeKey node, NodeSituation situation) {
    var decision = decide(platform, situation);
    return decision instanceof NodeDecision.Reconcile(var version, _, _)
            && !primaries.haveChanged(platform, version, node)
        ? rules.unchanged(situation)
        : decision;
  }
}
