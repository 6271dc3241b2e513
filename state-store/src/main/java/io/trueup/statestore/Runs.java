package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Jobs' runs on nodes: the answer to each, and the model version that it is pinned to. A live run
 * past its time counts, and is shown, as expired, whether or not it was marked so.
 */
public interface Runs {

  /**
   * A decision with the run that it started; the run is null for {@code Wait} and {@code Unknown}.
   */
  record BeginResult(NodeDecision decision, @Nullable Run run) {}

  /**
   * Answers a job and records the run, in one transaction that locks the node: two jobs that ask at
   * once are answered one after the other. Expired runs of the node are marked first. {@code
   * Proceed} and {@code Adapt} open the run; {@code Reconcile} and a marking {@code Retire} leave
   * it {@code RECONCILING}; another {@code Retire} is recorded as ended. {@code Proceed} answers
   * {@code RUN}; {@code Adapt} and {@code Reconcile} answer {@code RECONCILE}. Every run but a
   * {@code Wait} marks its node as one that ran, and one that is left {@code RECONCILING} makes its
   * node uncertain unless that is at its target.
   *
   * @return empty when the platform is not known
   * @throws DuplicateRunException when there is a run with the id already
   */
  Optional<BeginResult> begin(RunRequest request, NodePolicy policy);

  /**
   * One node of a run of several.
   *
   * @param request with an id of its own, which is used unless it is the first that is recorded
   */
  record Member(RunRequest request, NodePolicy policy) {}

  /** Whether a run of several nodes begins without those that have to wait. */
  enum Joining {
    /** All nodes begin, or nothing is recorded. */
    ALL_OR_NONE,
    /** Each node that can begin does. */
    EACH
  }

  /**
   * Answers a job that covers several nodes of one platform, each as {@link #begin} would, one
   * after the other in one transaction. What is recorded is one run for each node, each a part of
   * the whole ({@link Run#partOf}); the first that is recorded has the id of the whole. With {@link
   * Joining#ALL_OR_NONE} nothing is recorded when one node has to wait or is unknown: all decisions
   * are returned, without runs.
   *
   * @param members nodes of one platform, none of them twice
   * @return the results in the order of the members; empty when the platform is not known
   * @throws DuplicateRunException when there is a run with the id already
   */
  Optional<List<BeginResult>> beginTogether(RunId whole, List<Member> members, Joining joining);

  /**
   * Announces the nodes that the daemon is about to change for a run: those of them that await node
   * time become uncertain.
   *
   * @return the nodes that it may change: the run's own, and those that still await node time;
   *     empty, so that nothing may be changed, when the run is no longer being reconciled, or when
   *     one of the nodes is locked and could not follow
   */
  Set<NodeKey> beginReconcile(RunId run, Collection<NodeKey> nodes);

  /**
   * Records that the daemon brought the run's node, and those that follow it, to their targets;
   * opens the run, or ends it when its node was retired. An opened run lasts for the request's
   * length from now. A node whose target changed meanwhile keeps waiting; none of the nodes stays
   * uncertain. A node that was retired but has a target again keeps what is realized and waits: for
   * its step if it is {@code PENDING}, else for its job. Writes an audit entry. A run that is open
   * already is returned as it is, and nothing is written.
   *
   * @param version the version whose graph has these targets
   * @return empty when the run is no longer live: nothing was written then
   */
  Optional<Run> completeReconcile(
      RunId run, long version, List<RealizedNode> nodes, List<String> statements);

  /**
   * Records that the daemon failed to reconcile: the run is abandoned, the nodes keep waiting and
   * stay uncertain, and the run's own is blocked unless its target changed ({@link
   * Rollouts#blockedNodes}). Writes an audit entry with the error. A run that expired meanwhile
   * stays expired, and its node is blocked all the same. Does nothing when the run ended in another
   * way.
   *
   * @return whether the node was not blocked before, or was blocked for another reason
   */
  boolean abandonReconcile(RunId run, String error);

  /**
   * The nodes that the daemon is about to change for a run.
   *
   * @param nodes the run's own, and those that follow it
   */
  record Announcement(RunId run, Collection<NodeKey> nodes) {
    public Announcement {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * Announces the nodes of several runs of one platform, as {@link #beginReconcile} does for one,
   * and together where the store can. What keeps one run from changing nodes does not affect the
   * others.
   *
   * @return the nodes that each run may change, for each that may change any
   */
  default Map<RunId, Set<NodeKey>> beginReconciles(
      PlatformId platform, List<Announcement> announcements) {
    var changeable = new LinkedHashMap<RunId, Set<NodeKey>>();
    for (var announcement : announcements) {
      var nodes = beginReconcile(announcement.run(), announcement.nodes());
      if (!nodes.isEmpty()) {
        changeable.put(announcement.run(), nodes);
      }
    }
    return changeable;
  }

  /**
   * What the daemon brought to its target for a run.
   *
   * @param nodes the run's own, and those that follow it
   * @param statements that it ran
   */
  record Reconciled(RunId run, List<RealizedNode> nodes, List<String> statements) {
    public Reconciled {
      nodes = List.copyOf(nodes);
      statements = List.copyOf(statements);
    }
  }

  /**
   * Records the results of several runs of one platform, as {@link #completeReconcile} does for
   * one, and together where the store can.
   *
   * @param version the version whose graph has the nodes' targets
   * @return the runs that are live, or ended because their node was retired; nothing was written
   *     for any other
   */
  default Map<RunId, Run> completeReconciles(
      PlatformId platform, long version, List<Reconciled> results) {
    var runs = new LinkedHashMap<RunId, Run>();
    for (var result : results) {
      completeReconcile(result.run(), version, result.nodes(), result.statements())
          .ifPresent(run -> runs.put(run.id(), run));
    }
    return runs;
  }

  /** Those of some runs whose nodes the daemon may still change. */
  default Set<RunId> reconciling(Collection<RunId> runs) {
    var reconciling = new LinkedHashSet<RunId>();
    for (var run : runs) {
      find(run)
          .filter(it -> it.state() == Run.State.RECONCILING)
          .ifPresent(it -> reconciling.add(it.id()));
    }
    return reconciling;
  }

  /** Prolongs a run from now; empty when there is no such run or it is no longer live. */
  Optional<Run> prolong(RunId run, Duration length);

  /**
   * Ends a run. Ending one that is over changes nothing.
   *
   * @return the run as it is then; empty when there is no such run
   */
  Optional<Run> end(RunId run, boolean succeeded);

  /** What a job asks of a run that it began. */
  sealed interface Change {

    /** The id of a run, or of a whole run of several nodes. */
    RunId run();

    /** Those of the nodes of a whole that are meant; empty for all. */
    Set<NodeKey> nodes();

    /** The name of the token that asks; null for a caller that may change any run. */
    @Nullable String token();

    /** Prolongs what is live, from now. */
    record Prolong(RunId run, Set<NodeKey> nodes, @Nullable String token, Duration length)
        implements Change {}

    /** Ends what is live. */
    record End(RunId run, Set<NodeKey> nodes, @Nullable String token, boolean succeeded)
        implements Change {}
  }

  /** What became of a change. */
  enum ChangeOutcome {
    /** What was live is changed. */
    CHANGED,
    /** Nothing was live any more; nothing is changed. */
    OVER,
    /** Another token began the run; nothing is changed. */
    OF_ANOTHER_TOKEN,
    /** There is no such run, or it has not all of the nodes; nothing is changed. */
    UNKNOWN
  }

  /**
   * A change's outcome.
   *
   * @param runs those that were meant, as they are then, oldest first; empty when they are unknown
   */
  record Changed(ChangeOutcome outcome, List<Run> runs) {

    public Changed {
      runs = List.copyOf(runs);
    }
  }

  /** Changes a run for its job. A run that began before tokens were recorded is any token's. */
  Changed change(Change change);

  /**
   * A run with what its job was told.
   *
   * @param reason why it got its answer
   * @param statements that were run to reconcile its node
   * @param error why its node could not be reconciled; null when it could
   */
  record Recorded(Run run, String reason, List<String> statements, @Nullable String error) {

    public Recorded {
      statements = List.copyOf(statements);
    }
  }

  /** A run, or all parts of a whole run, oldest first; empty when there is none. */
  List<Recorded> recorded(RunId run);

  /**
   * Locks nodes under their platform's lease for a change by hand, in place of those that were
   * locked before. Until the lease is released or lost, no job starts on them, and no other node's
   * job changes them. Those that are not at their target become uncertain. Unknown nodes are
   * skipped.
   *
   * @return the oldest live run on each node that has one; such a node is not locked
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  SortedMap<NodeKey, Run> lockNodes(Lease lease, PlatformId platform, Collection<NodeKey> nodes);

  /** One run. */
  Optional<Run> find(RunId run);

  /** Whether a live run of a source's platforms is pinned to a version. */
  boolean isPinned(SourceId source, long version);

  /** The live runs of a platform, oldest first. */
  List<Run> live(PlatformId platform);

  /** The newest runs of a platform first, at most {@code limit}. */
  List<Run> newest(PlatformId platform, int limit);
}
