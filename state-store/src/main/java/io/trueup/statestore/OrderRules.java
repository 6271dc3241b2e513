package io.trueup.statestore;

import io.trueup.statestore.Platforms.Order;
import java.util.Optional;

/** Which orders about a platform have no effect or are not possible. Pure. */
public final class OrderRules {

  private OrderRules() {}

  /** Why a platform cannot be asked to move to a version; empty when it can. */
  public static Optional<Order> refuseSync(
      PlatformState platform, long version, boolean isAccepted) {
    var first = platform.target().version() + (ClaimRules.isToBeMadeAgain(platform) ? 0 : 1);
    if (version < first) {
      return refused(
          "not-ahead",
          "Cannot move platform '%s' to version %d: its target is version %d already. To go back, use 'trueup rollback'"
              .formatted(platform.id(), version, platform.target().version()));
    }
    return refuseUnlessAccepted(platform, version, isAccepted);
  }

  /** Why a platform cannot be held at a version; empty when it can. */
  public static Optional<Order> refuseHold(
      PlatformState platform, long version, boolean isAccepted) {
    if (version == platform.target().version()) {
      return Optional.empty();
    }
    if (version < platform.target().version()) {
      return refused(
          "hold-below-target",
          "Cannot hold platform '%s' at version %d: its target is version %d already. To go back, use 'trueup rollback'"
              .formatted(platform.id(), version, platform.target().version()));
    }
    return refuseUnlessAccepted(platform, version, isAccepted);
  }

  /** Why the removal by a version cannot be approved; empty when it can. */
  public static Optional<Order> refuseApproval(
      PlatformState platform, long version, boolean isAccepted) {
    if (version <= platform.target().version()) {
      return refused(
          "not-ahead",
          "Cannot approve version %d for platform '%s': its target is version %d already"
              .formatted(version, platform.id(), platform.target().version()));
    }
    return refuseUnlessAccepted(platform, version, isAccepted);
  }

  private static Optional<Order> refuseUnlessAccepted(
      PlatformState platform, long version, boolean isAccepted) {
    return isAccepted && version <= platform.merged().version()
        ? Optional.empty()
        : refused(
            "not-accepted",
            "Version %d of source '%s' was not accepted; the newest accepted one is %d"
                .formatted(version, platform.id().source(), platform.merged().version()));
  }

  /** No step of a platform's rollout waits for a retry. */
  public static Order nothingFailed(PlatformState platform) {
    return new Order.Refused(
        "nothing-failed", "Platform '%s' has no failed step to retry".formatted(platform.id()));
  }

  /** A platform has no hold. */
  public static Order notHeld(PlatformState platform) {
    return new Order.Refused("not-held", "Platform '%s' is not held".formatted(platform.id()));
  }

  /** A platform has no rollout to cancel. */
  public static Order nothingUnderWay(PlatformState platform) {
    return new Order.Refused(
        "nothing-under-way", "Platform '%s' has no rollout under way".formatted(platform.id()));
  }

  private static Optional<Order> refused(String code, String reason) {
    return Optional.of(new Order.Refused(code, reason));
  }
}
