package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.PointerRules.Pointers;
import io.trueup.statestore.Version.PlatformImpact;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of the state, recorded in the transaction that makes it so. Events, notifications and
 * statuses are made from these. Versions of models are sequence numbers in their source; 0 is none.
 */
public sealed interface StateChange {

  /** What it is about, as in the audit: {@code source:acme}, {@code platform:acme/Live}. */
  String about();

  /** The source that it is about, or whose platform; null for neither. */
  @Nullable SourceId source();

  /** The platform that it is about; null when it is about none. */
  @Nullable PlatformId platform();

  /** What others hear when a version moves a platform's pointers without any work. */
  static List<StateChange> unaffected(PlatformId platform, Pointers before, Pointers after) {
    var reason = "Version %d asks for nothing else".formatted(after.merged().version());
    var changes = new ArrayList<StateChange>();
    if (after.target().version() != before.target().version()) {
      changes.add(
          new TargetMoved(
              platform,
              before.target().version(),
              after.target().version(),
              null,
              null,
              0,
              Actor.DAEMON.name(),
              reason));
    }
    if (after.realized().version() != before.realized().version()) {
      changes.add(new Realized(platform, after.realized().version(), null, reason));
    }
    return List.copyOf(changes);
  }

  /** A change of one platform. */
  sealed interface OfPlatform extends StateChange {

    @Override
    PlatformId platform();

    @Override
    default SourceId source() {
      return platform().source();
    }

    @Override
    default String about() {
      return Lease.resource(platform());
    }
  }

  /**
   * A merge was judged, and accepted or rejected.
   *
   * @param author as the commit says
   * @param title the first line of the commit's message
   * @param platforms what an accepted version changes for each platform; empty for a rejected one
   */
  record MergeJudged(
      SourceId source,
      long version,
      CommitId commit,
      boolean isAccepted,
      String author,
      String title,
      int errors,
      int warnings,
      List<PlatformImpact> platforms)
      implements StateChange {

    /** Copies the list. */
    public MergeJudged {
      platforms = List.copyOf(platforms);
    }

    @Override
    public String about() {
      return Lease.resource(source);
    }

    @Override
    public @Nullable PlatformId platform() {
      return null;
    }
  }

  /**
   * A platform's target moved.
   *
   * @param rollout that moves it; null when the version asks for what the platform is already
   * @param steps of the rollout at merge time
   * @param actor who moved it
   */
  record TargetMoved(
      PlatformId platform,
      long from,
      long to,
      @Nullable Long rollout,
      Rollout.@Nullable Kind kind,
      int steps,
      String actor,
      String reason)
      implements OfPlatform {}

  /**
   * A platform is what a version asks for.
   *
   * @param rollout that brought it there; null when no work was needed
   */
  record Realized(PlatformId platform, long version, @Nullable Long rollout, String reason)
      implements OfPlatform {}

  /**
   * A rollout reached another state than {@code realized}, or got further steps.
   *
   * @param version that it moves to; 0 where an earlier release recorded the change
   */
  record RolloutChanged(
      PlatformId platform, long rollout, Rollout.State state, String reason, long version)
      implements OfPlatform {}

  /**
   * A step of a rollout landed.
   *
   * @param beganAt when the attempt began; null where an earlier release began it
   * @param version that the rollout moves to; 0 where an earlier release recorded the change
   */
  record StepLanded(
      PlatformId platform,
      long rollout,
      int ordinal,
      NodeKey node,
      StepAction action,
      @Nullable Instant beganAt,
      long version)
      implements OfPlatform {}

  /**
   * A step of a rollout failed.
   *
   * @param retryAt when it is tried again
   * @param beganAt as of {@link StepLanded}
   * @param version as of {@link StepLanded}
   */
  record StepFailed(
      PlatformId platform,
      long rollout,
      int ordinal,
      NodeKey node,
      StepAction action,
      String error,
      Instant retryAt,
      @Nullable Instant beganAt,
      long version)
      implements OfPlatform {}

  /**
   * Nodes wait for their jobs to bring them to the target, or to retire them.
   *
   * @param nodes at most {@value #MOST_NODES}; a rollout with more has several of these changes
   */
  record NodesAwaiting(PlatformId platform, long rollout, long version, List<NodeKey> nodes)
      implements OfPlatform {

    /** Keeps each event small. */
    public static final int MOST_NODES = 100;

    /** Copies the list. */
    public NodesAwaiting {
      nodes = List.copyOf(nodes);
    }

    /** The nodes that wait once a plan is recorded, in as many changes as they need. */
    public static List<NodesAwaiting> of(
        PlatformId platform, long rollout, long version, RolloutPlan plan) {
      var nodes =
          plan.transitions().stream()
              .filter(it -> it.state() == NodeState.AWAITING_NODE_TIME)
              .map(NodeTransition::node)
              .toList();
      var changes = new ArrayList<NodesAwaiting>();
      for (var from = 0; from < nodes.size(); from += MOST_NODES) {
        var to = Math.min(from + MOST_NODES, nodes.size());
        changes.add(new NodesAwaiting(platform, rollout, version, nodes.subList(from, to)));
      }
      return List.copyOf(changes);
    }
  }

  /**
   * A job's run on a node began.
   *
   * @param run the same for its begin and its end; all parts of a run of several nodes have one
   * @param answer what the job was told
   * @param version that its questions are answered from; 0 when the node is retired
   */
  record RunBegun(
      PlatformId platform, RunName run, NodeKey node, Run.Answer answer, long version, String job)
      implements OfPlatform {

    /** The begin of a run. */
    public static RunBegun of(Run run) {
      return new RunBegun(
          run.platform(),
          RunName.of(run.whole()),
          run.node(),
          run.answer(),
          run.pinned(),
          run.job());
    }
  }

  /**
   * A job's run on a node is over.
   *
   * @param version as of its begin; 0 as well where an earlier release recorded the change
   */
  record RunEnded(PlatformId platform, RunName run, NodeKey node, Run.State state, long version)
      implements OfPlatform {

    /** The end of a run. */
    public static RunEnded of(Run run, Run.State state) {
      return new RunEnded(run.platform(), RunName.of(run.whole()), run.node(), state, run.pinned());
    }
  }

  /**
   * A gate keeps a platform's next move waiting.
   *
   * @param version the newest that was merged then; 0 where an earlier release recorded the change
   */
  record GateShut(PlatformId platform, ShutGate gate, long version) implements OfPlatform {}

  /**
   * A gate no longer keeps a platform's next move waiting.
   *
   * @param version as of {@link GateShut}
   */
  record GateOpened(PlatformId platform, ShutGate gate, long version) implements OfPlatform {}

  /**
   * An operator, or the daemon, did something else that the audit has: a pause, a window, a token,
   * a reconciled node.
   *
   * @param verb one of {@link io.trueup.statestore.AuditVerbs}
   * @param before as JSON; null when there was none
   * @param after as JSON; null when there is none
   */
  record ActionRecorded(
      String about,
      String verb,
      String actor,
      @Nullable String before,
      @Nullable String after,
      String reason)
      implements StateChange {

    private static final String SOURCE = "source:";
    private static final String PLATFORM = "platform:";

    @Override
    public @Nullable SourceId source() {
      var platform = platform();
      if (platform != null) {
        return platform.source();
      }
      return about.startsWith(SOURCE) ? new SourceId(about.substring(SOURCE.length())) : null;
    }

    @Override
    public @Nullable PlatformId platform() {
      var slash = about.indexOf('/');
      if (!about.startsWith(PLATFORM) || slash < 0) {
        return null;
      }
      return new PlatformId(
          new SourceId(about.substring(PLATFORM.length(), slash)), about.substring(slash + 1));
    }
  }
}
