package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.PlatformView.Pointer;
import io.trueup.listener.daemon.view.RolloutView;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SentStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Where a platform stands on its way to a version.
 *
 * @param text one sentence, without what databases said: more people read a forge than may ask the
 *     daemon
 */
record PlatformStanding(long version, CommitId commit, State state, String text) {

  /**
   * Where a platform stands now: with the version of its newest rollout and, once that is over,
   * with the merged version that waits. A version that asks for nothing else of it has no standing.
   * Pure.
   *
   * @param commits of versions; empty for a version that is not known
   * @return by version, the one that it moves to first
   */
  static List<PlatformStanding> of(
      PlatformView platform, LongFunction<Optional<CommitId>> commits) {
    var found = new ArrayList<PlatformStanding>();
    var rollout = platform.rollout();
    if (rollout != null) {
      var state = state(platform, rollout);
      commits
          .apply(rollout.to())
          .map(it -> new PlatformStanding(rollout.to(), it, state, text(platform, rollout)))
          .ifPresent(found::add);
    }
    if ((rollout == null || rollout.state().isOver()) && waits(platform)) {
      var merged = platform.merged().version();
      commits
          .apply(merged)
          .map(it -> new PlatformStanding(merged, it, State.PENDING, platform.summary()))
          .ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  private static boolean waits(PlatformView platform) {
    return isBehind(platform.target(), platform.merged())
        && switch (platform.state()) {
          case PAUSED, HELD, WAITING, BLOCKED, CANCELLED -> true;
          case FAILING, MOVING, AWAITING_JOBS, DRIFTED, REALIZED, OWN_LOOP -> false;
        };
  }

  private static boolean isBehind(Pointer target, Pointer merged) {
    return merged.version() > target.version();
  }

  private static State state(PlatformView platform, RolloutView rollout) {
    return switch (rollout.state()) {
      case REALIZED -> State.SUCCESS;
      case SUPERSEDED, CANCELLED -> State.STOPPED;
      case EXECUTING, AWAITING_NODES ->
          switch (platform.state()) {
            case FAILING, BLOCKED -> State.FAILURE;
            case PAUSED, WAITING, HELD -> State.PENDING;
            case MOVING, AWAITING_JOBS, CANCELLED, DRIFTED, REALIZED, OWN_LOOP -> State.RUNNING;
          };
    };
  }

  private static String text(PlatformView platform, RolloutView rollout) {
    return switch (rollout.state()) {
      case REALIZED ->
          rollout.kind() == Rollout.Kind.ROLLBACK
              ? "Rolled back to version %d".formatted(rollout.to())
              : "Realized version %d".formatted(rollout.to());
      case SUPERSEDED, CANCELLED ->
          "The rollout to version %d was cancelled".formatted(rollout.to());
      case EXECUTING, AWAITING_NODES -> platform.summary();
    };
  }

  /** Whether only the way matters, of which a forge need not hear each step. */
  boolean isOnItsWay() {
    return state == State.RUNNING || state == State.FAILURE;
  }
}
