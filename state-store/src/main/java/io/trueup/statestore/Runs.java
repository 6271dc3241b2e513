package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Jobs' runs on nodes: what each was told, and which model version it is pinned to. A live run
 * whose time has passed is shown, and counts, as expired whether or not it was marked so.
 */
public interface Runs {

  /**
   * A decision with the run that it began; the run is null for {@code Wait} and {@code Unknown}.
   */
  record Begun(NodeDecision decision, @Nullable Run run) {}

  /**
   * Judges a job's question and records the run, in one transaction that holds the node: two that
   * ask at once are judged one after the other. Runs of the node that expired are marked so first.
   * {@code Proceed} and {@code Adapt} open the run; {@code Reconcile} and a marking {@code Retire}
   * leave it {@code RECONCILING}; another {@code Retire} is recorded as ended. {@code Proceed}
   * answers {@code RUN}; {@code Adapt} and {@code Reconcile} answer {@code RECONCILE}. Every run
   * but a {@code Wait} marks its node as one that ran, and one that is left {@code RECONCILING}
   * makes its node uncertain unless that is at its target.
   *
   * @return empty when the platform is not known
   */
  Optional<Begun> begin(RunRequest request, NodeJudge judge);

  /**
   * Announces what the daemon is about to change for a run, before it changes anything: those of
   * the nodes that await node time become uncertain.
   *
   * @return the nodes that it may change: the run's own, and those that await node time still;
   *     empty, and nothing may be changed, when the run is not being reconciled any more or one of
   *     the nodes is held, since it could not follow then
   */
  Set<NodeKey> beginReconcile(RunId run, Collection<NodeKey> nodes);

  /**
   * Records that the daemon brought the run's node, and those that follow it, to what they are now;
   * opens the run, or ends it when its node was retired. An opened run lasts for the request's
   * length from now. A node that meanwhile has another target keeps waiting; none of the nodes is
   * uncertain any more. A node that was retired but has a target again keeps what is realized and
   * waits: for its step if it is {@code PENDING}, else for its job. Writes an audit entry. A run
   * that is open already is returned as it is, and nothing is written.
   *
   * @param version the version whose graph said so
   * @return empty when the run is no longer live: nothing was written then
   */
  Optional<Run> completeReconcile(
      RunId run, long version, List<RealizedNode> nodes, List<String> statements);

  /**
   * Records that the daemon could not; the run is abandoned; the nodes keep waiting and stay
   * uncertain, and the run's own is blocked unless it has another target by now ({@link
   * Rollouts#blockedNodes}). Writes an audit entry with the error. A run that expired meanwhile
   * stays so, and its node is blocked all the same. Does nothing when the run is over by another
   * cause.
   *
   * @return whether the node was not blocked before, or for another reason
   */
  boolean abandonReconcile(RunId run, String error);

  /** Prolongs a run from now; empty when there is no such run or it is no longer live. */
  Optional<Run> prolong(RunId run, Duration length);

  /**
   * Ends a run. Ending one that is over, by whatever cause, changes nothing.
   *
   * @return the run as it is then; empty when there is no such run
   */
  Optional<Run> end(RunId run, boolean succeeded);

  /**
   * Holds nodes with their platform's lease, for a change that no job asked for: no job begins on
   * them, and none is changed for another node's job, until the lease is given back or lost, or
   * others are held with it. Those that are not at their target become uncertain. Nodes that are
   * not known are passed over.
   *
   * @return the oldest live run on each node that has one: that node is not held
   * @throws LostLeaseException when the lease is not held any more
   */
  SortedMap<NodeKey, Run> hold(Lease lease, PlatformId platform, Collection<NodeKey> nodes);

  /** One run. */
  Optional<Run> find(RunId run);

  /** The live runs of a platform, oldest first. */
  List<Run> live(PlatformId platform);

  /** The newest runs of a platform first, at most {@code limit}. */
  List<Run> newest(PlatformId platform, int limit);
}
