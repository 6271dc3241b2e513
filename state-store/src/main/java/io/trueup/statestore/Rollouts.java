package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.control.GateKind;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Moves of platforms from version to version, and the nodes that they move. */
public interface Rollouts {

  /**
   * The records that a plan needs: of the given nodes, and of all nodes of the platform that are
   * not at their target; each once, by key. A given node without a record is not returned. An
   * uncertain node is never at its target, so all of them are among these.
   */
  List<NodeRecord> nodes(PlatformId platform, Collection<NodeKey> keys);

  /**
   * All node records of a platform that are not retired, by key, at most {@code limit} after {@code
   * after}.
   */
  List<NodeRecord> allNodes(PlatformId platform, String after, int limit);

  /** One node's record. */
  Optional<NodeRecord> node(PlatformId platform, NodeKey key);

  /** The keys of all nodes of the platform that await node time, sorted. */
  List<NodeKey> awaitingNodes(PlatformId platform);

  /**
   * The keys of all nodes of the platform that left its target and whose jobs, which have run, were
   * not told so yet; sorted.
   */
  List<NodeKey> retiringNodes(PlatformId platform);

  /**
   * The nodes of a platform that are blocked, by key, at most {@code limit} after {@code after}. A
   * node is blocked from the first failed attempt to bring it to its target when its job starts
   * ({@link Runs#abandonReconcile}) until it is realized or retired, its target changes, or it is
   * applied ({@link #recordApplied}).
   */
  List<BlockedNode> blockedNodes(PlatformId platform, String after, int limit);

  /**
   * Records that an operator has brought the tables of nodes to a version: those that wait count as
   * applied and are no longer blocked. Does nothing when the version is no longer the platform's
   * target.
   */
  void recordApplied(PlatformId platform, long version, Collection<NodeKey> nodes);

  /**
   * The nodes of a platform that wait and are applied, by key: only their jobs' confirmation is
   * missing. A node counts as applied from {@link #recordApplied} until it is realized or retired,
   * or its target changes.
   */
  List<NodeKey> appliedNodes(PlatformId platform);

  /**
   * Moves a platform's target: in one transaction evaluates the gate, supersedes the rollout that
   * is under way (its steps that have not landed are cancelled), inserts the new one with its
   * steps, applies the node transitions, moves the target pointer, ends the waiting, and writes an
   * audit entry, and one for the rollout that was superseded. The target never moves backwards
   * (P3).
   *
   * @param lease of the platform
   * @param seen the platform as the plan saw it: a changed target or newest rollout means {@link
   *     ClaimOutcome.Stale}, and so does a transition to a state at the target of a node that is
   *     uncertain or differs from the transition (a job may have moved it since)
   * @param to the version to move to, above the target and at most the merged one; the target
   *     itself when its rollout was cancelled
   * @param graph the platform's graph fingerprint in that version
   * @param plan how to get there
   * @throws IllegalArgumentException when {@code to} is not above the target that was seen, or
   *     above the merged version: a bug in the caller
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  ClaimOutcome claim(
      Lease lease,
      PlatformState seen,
      long to,
      Fingerprint graph,
      RolloutPlan plan,
      GateEvaluator gate);

  /**
   * Moves a platform's target back to an older version, as the only function that may (P3), and
   * leaves a hold there: in one transaction as {@link #claim}, with the actor and the reason in the
   * audit. The hold lasts until it is released.
   *
   * <p>A request to sync and an approval that are for a later version end. When gates are shut,
   * nothing is written.
   *
   * @param to an accepted version below the target
   * @param graph the platform's graph fingerprint in that version
   * @param gate with {@code overrides} passed already
   * @param overrides kinds of gates that the actor passes, written with the rollout
   * @throws IllegalArgumentException when {@code to} is not below the target that was seen, or was
   *     not accepted: a bug in the caller
   */
  ClaimOutcome rollBack(
      Lease lease,
      PlatformState seen,
      long to,
      Fingerprint graph,
      RolloutPlan plan,
      GateEvaluator gate,
      Set<GateKind> overrides,
      Actor actor,
      String reason);

  /**
   * Marks steps that are due (pending, running under an older lease, or failed with their retry
   * time passed) as running and counts the attempt. Their nodes become uncertain, except those at
   * their target: a step brings its node only there. None begins when the gate says that the
   * rollout is stopped; it is evaluated in the same transaction, so that none begins after a pause
   * was recorded.
   *
   * @param lease of the platform
   * @param limit how many at most, in their order
   * @param gate asked about a rollout that is under way
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  List<RolloutStep> beginSteps(Lease lease, long rollout, int limit, StepGate gate);

  /**
   * Records the results of attempts, with their nodes' records, in one transaction. A landed step
   * makes its node realized at what it landed, or retired; its state is at target only when that is
   * its target, and it is no longer uncertain; after a failed attempt it stays uncertain. A result
   * of a step that landed already changes nothing. Of a step that was cancelled while it ran, a
   * landing still counts and a failure changes nothing. A started step is in progress, under
   * whichever lease, until another result is recorded; a start changes nothing of a step that is
   * not running or in progress.
   *
   * @param lease of the platform
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void recordSteps(Lease lease, long rollout, List<StepResult> results);

  /**
   * The steps of a rollout that the platform has started and that have not ended, in their order.
   *
   * @param after the ordinal that they come after; 0 for all
   * @param limit how many at most
   */
  List<RolloutStep> stepsInProgress(long rollout, int after, int limit);

  /**
   * Advances the newest rollout of a platform: to awaiting nodes when every step landed; to
   * realized when every node is at its target too, and then moves the realized pointer to the
   * target in the same transaction (P4). It is not realized while a live run reconciles one of the
   * platform's nodes, which that run may still move. Writes one audit entry when the state changes.
   *
   * @param lease of the platform
   * @return the rollout as it is then; empty when the platform has none
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  Optional<Rollout> rollUp(Lease lease, PlatformId platform);

  /**
   * The nodes for which a rollout's plan must be made again. A run that started before the rollout
   * brings its node to the earlier version, and does not bring the nodes that follow that run by
   * the plan: they would wait for a job that has already finished. Waits for runs that are being
   * started or completed on these nodes.
   *
   * @param lease of the platform
   * @param rollout one that is under way
   * @return empty when an earlier check was the last one
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  Optional<PlanRecheck> recheckPlan(Lease lease, long rollout);

  /**
   * Adds the result of a repeated plan check to a rollout, in one transaction: steps at its end,
   * which set it back to executing, and node transitions. Writes an audit entry when it adds steps.
   * The last check settles the plan. Does nothing when the rollout was cancelled meanwhile.
   *
   * @param lease of the platform
   * @param checked the newest rollout of its platform, under way
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void extend(Lease lease, PlanRecheck checked, RolloutPlan found);

  /** The newest rollouts of a platform first, at most {@code limit}. */
  List<Rollout> newest(PlatformId platform, int limit);

  /** A rollout's steps in their order, at most {@code limit}. */
  List<RolloutStep> steps(long rollout, int limit);
}
