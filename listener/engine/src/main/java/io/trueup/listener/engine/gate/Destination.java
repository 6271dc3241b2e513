package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The version that a platform moves to next, whether or not its gates allow that now. Pure.
 *
 * <pre>
 * an operator asked for a version above the target     that version
 * the policy is a schedule that has fired              the newest version accepted until then
 * else                                                 the merged version
 * versions: each                                       the first accepted one above the target, and
 *                                                      none while a rollout is under way
 * a hold below that                                    the version of the hold; if the target is
 *                                                      there, the one above it, which waits
 * there is none, or a hold keeps the target where it
 * is, and the rollout was cancelled                    the target again
 * </pre>
 */
final class Destination {

  private Destination() {}

  /**
   * Finds the version.
   *
   * @param versions of the platform's source
   * @param at when it would move
   * @return empty when there is nothing to move to
   */
  static Optional<Long> of(
      PlatformState platform, AcceptedVersions versions, Calendars calendars, Instant at) {
    var target = platform.target().version();
    var wanted = wanted(platform, versions, calendars, at);
    if (wanted <= target) {
      return isCancelled(platform) ? Optional.of(target) : Optional.empty();
    }
    if (platform.policy().versions() == VersionOrder.EACH) {
      if (isMoving(platform)) {
        return Optional.empty();
      }
      if (isCancelled(platform)) {
        return Optional.of(target);
      }
      wanted = Math.min(wanted, versions.after(target).orElse(wanted));
    }
    return isCancelled(platform) && isHeldAtTarget(platform, wanted)
        ? Optional.of(target)
        : Optional.of(upToHold(platform, wanted));
  }

  private static long wanted(
      PlatformState platform, AcceptedVersions versions, Calendars calendars, Instant at) {
    var target = platform.target().version();
    if (platform.syncRequested() > target) {
      return platform.syncRequested();
    }
    if (platform.policy().on() == RolloutPolicy.On.SCHEDULE) {
      var due = calendars.lastFiring(platform, at).flatMap(versions::newest).orElse(0L);
      if (due > target) {
        return Math.min(due, platform.merged().version());
      }
    }
    return platform.merged().version();
  }

  private static long upToHold(PlatformState platform, long wanted) {
    var hold = holdBelow(platform, wanted);
    return hold == null || hold.version() <= platform.target().version() ? wanted : hold.version();
  }

  private static boolean isHeldAtTarget(PlatformState platform, long wanted) {
    var hold = holdBelow(platform, wanted);
    return hold != null && hold.version() <= platform.target().version();
  }

  /** The hold that keeps a platform from a version; null when none does. */
  private static @Nullable Hold holdBelow(PlatformState platform, long wanted) {
    var hold = platform.steering().hold();
    var sync = platform.steering().sync();
    var isOverridden =
        sync != null && sync.version() >= wanted && sync.overrides().contains(GateKind.HELD);
    return isOverridden || (hold != null && hold.version() >= wanted) ? null : hold;
  }

  private static boolean isMoving(PlatformState platform) {
    var rollout = platform.rollout();
    return rollout != null && !rollout.state().isOver();
  }

  /** Whether the newest rollout was cancelled before the platform reached its target. */
  private static boolean isCancelled(PlatformState platform) {
    var rollout = platform.rollout();
    return rollout != null
        && rollout.state() == Rollout.State.CANCELLED
        && platform.realized().version() != platform.target().version();
  }
}
