package io.trueup.statestore;

import io.trueup.statestore.control.SyncRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which moves of targets may be asked of a store, and who asked for them. Pure. */
public final class ClaimRules {

  private ClaimRules() {}

  /**
   * Refuses a claim that goes back, past the merged version, or to the target itself unless its
   * rollout was cancelled: a bug in the caller.
   *
   * @param platform as it is now
   * @param seen as the plan saw it
   * @throws IllegalArgumentException when it is one
   */
  public static void requireForward(PlatformState platform, PlatformState seen, long to) {
    var first = isToBeMadeAgain(seen) ? seen.target().version() : seen.target().version() + 1;
    if (to < first || to > platform.merged().version()) {
      throw new IllegalArgumentException(
          "Cannot move platform '%s' to version %d: its target is %d and its merged version %d"
              .formatted(seen.id(), to, seen.target().version(), platform.merged().version()));
    }
  }

  /** Whether the rollout to a platform's target was cancelled, so that it may be made again. */
  public static boolean isToBeMadeAgain(PlatformState platform) {
    return isToBeMadeAgain(
        platform.rollout(), platform.target().version(), platform.realized().version());
  }

  private static boolean isToBeMadeAgain(@Nullable Rollout newest, long target, long realized) {
    return newest != null && newest.state() == Rollout.State.CANCELLED && realized != target;
  }

  /**
   * Whether a request to sync counts still: until the target is there. One for the target itself
   * counts while its rollout is to be made again, unless it is older than the cancellation, which
   * ended it.
   *
   * @param newest rollout of the platform; null when there is none
   */
  public static boolean counts(
      SyncRequest sync, long target, long realized, @Nullable Rollout newest) {
    var cancelledAt =
        newest != null && isToBeMadeAgain(newest, target, realized) ? newest.endedAt() : null;
    return sync.version() > target
        || (sync.version() == target && cancelledAt != null && !sync.since().isBefore(cancelledAt));
  }

  /**
   * Refuses a rollback that does not go back, or goes to a version that was not accepted: a bug in
   * the caller.
   *
   * @throws IllegalArgumentException when it is one
   */
  public static void requireBackward(PlatformState seen, long to, boolean isAccepted) {
    if (to >= seen.target().version() || !isAccepted) {
      throw new IllegalArgumentException(
          "Cannot roll platform '%s' back to version %d: its target is %d, and the version was %s"
              .formatted(
                  seen.id(),
                  to,
                  seen.target().version(),
                  isAccepted ? "accepted" : "not accepted"));
    }
  }

  /** Whether a platform has changed since a plan saw it. */
  public static boolean isStale(PlatformState platform, PlatformState seen) {
    return platform.target().version() != seen.target().version()
        || idOf(platform.rollout()) != idOf(seen.rollout());
  }

  private static long idOf(@Nullable Rollout rollout) {
    return rollout == null ? 0 : rollout.id();
  }

  /** The operator's request that a move to a version carries out; empty when there is none. */
  public static Optional<SyncRequest> request(PlatformState platform, long to) {
    return Optional.ofNullable(platform.steering().sync()).filter(it -> to <= it.version());
  }
}
