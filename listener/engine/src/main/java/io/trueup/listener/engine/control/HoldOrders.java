package io.trueup.listener.engine.control;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ClaimRules;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms.Order;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RemovalApproval;
import io.trueup.statestore.control.SyncRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks holds, releases, approvals and cancellations. Safe for any thread; blocks. */
final class HoldOrders {

  private final StateStore store;
  private final MovePreviews previews;

  HoldOrders(StateStore store, MovePreviews previews) {
    this.store = store;
    this.previews = previews;
  }

  /**
   * An order that can be written.
   *
   * @param message about its effect
   * @param preview the move that follows; null when none does
   */
  record Ready(String message, @Nullable RolloutPreview preview) {

    ControlOutcome done(PlatformState platform) {
      return new ControlOutcome.Done(
          platform, message, preview == null ? List.of() : preview.gates(), preview);
    }
  }

  Ready hold(PlatformState platform, @Nullable Long at, Actor actor, String reason) {
    var target = platform.target().version();
    var version = at == null ? target : at;
    if (at != null && version != target) {
      Orders.requireAccepted(store, platform, version);
      if (version < target) {
        throw new RefusedException(
            "below-target",
            "Platform '%s' is at version %d already, and a hold moves nothing back. To go back, use `trueup rollback %s --to %d`"
                .formatted(platform.id(), target, platform.id(), version));
      }
    }
    var held =
        PlatformWith.hold(
            platform, new Hold(version, Hold.Cause.HOLD, actor.name(), reason, store.now()));
    var isMadeAgain = version == target && ClaimRules.isToBeMadeAgain(platform);
    return new Ready(
        "Platform '%s' is held at version %d until `trueup release %s`%s"
            .formatted(
                platform.id(),
                version,
                platform.id(),
                isMadeAgain ? ", and its cancelled rollout to it is made again" : ""),
        version > target || isMadeAgain ? previews.next(held) : null);
  }

  Ready release(PlatformState platform) {
    if (platform.steering().hold() == null) {
      throw new RefusedException(
          "not-held",
          "Platform '%s' is not held, so there is nothing to release".formatted(platform.id()));
    }
    var next = previews.next(PlatformWith.hold(platform, null));
    var to = next.to();
    return new Ready(
        to == null
            ? "Platform '%s' is no longer held, and there is nothing to move to"
                .formatted(platform.id())
            : next.gates().isEmpty()
                ? "Platform '%s' is no longer held and moves to version %d"
                    .formatted(platform.id(), to)
                : "Platform '%s' is no longer held and moves to version %d when its gates are open. %s"
                    .formatted(platform.id(), to, Orders.texts(next.gates())),
        to == null ? null : next);
  }

  Ready cancel(PlatformState platform) {
    var rollout = platform.rollout();
    if (rollout == null || rollout.state().isOver()) {
      throw new RefusedException(
          "not-moving",
          "No rollout of platform '%s' is under way, so there is nothing to cancel. To keep it where it is, use `trueup hold %s`"
              .formatted(platform.id(), platform.id()));
    }
    return new Ready(
        "The rollout of platform '%s' to version %d is cancelled: what landed stays, and nodes that have not changed keep what they have. It is held until `trueup release %s`"
            .formatted(platform.id(), rollout.to(), platform.id()),
        null);
  }

  /** An approval: what it opens. */
  Ready approve(PlatformState platform, long version, Actor actor, String reason) {
    Orders.requireMoves(platform);
    Orders.requireAccepted(store, platform, version);
    var target = platform.target().version();
    if (version <= target) {
      throw new RefusedException(
          "not-above-target",
          "Platform '%s' is at version %d already, so version %d needs no approval"
              .formatted(platform.id(), target, version));
    }
    var removal = previews.removal(platform, version);
    var approval = platform.steering().approval();
    var isApproved = approval != null && approval.digest().equals(removal.digest());
    var needsApproval = removal.exceeds(platform.policy().guard()) && !isApproved;
    if (!needsApproval && !needsSync(platform, version)) {
      throw new RefusedException(
          "no-effect",
          approval != null && isApproved
              ? "What version %d removes from platform '%s' is approved already, by %s: %s"
                  .formatted(version, platform.id(), approval.by(), approval.reason())
              : "Version %d removes nothing from platform '%s' that needs an approval"
                  .formatted(version, platform.id()));
    }
    var after =
        PlatformWith.approval(
            platform,
            new RemovalApproval(version, removal.digest(), actor.name(), reason, store.now()));
    if (needsSync(platform, version)) {
      after =
          PlatformWith.sync(
              after, new SyncRequest(version, Set.of(), actor.name(), reason, store.now()));
    }
    var next = previews.to(after, version);
    return new Ready(
        "Version %d is approved for platform '%s': it removes %,d nodes%s"
            .formatted(
                version,
                platform.id(),
                removal.removed().size(),
                next.gates().isEmpty() ? "" : ". " + Orders.texts(next.gates())),
        next);
  }

  private static boolean needsSync(PlatformState platform, long version) {
    return platform.policy().on() == RolloutPolicy.On.MANUAL && platform.syncRequested() < version;
  }

  /** Writes an approval, and on a platform that follows manually the request to move. */
  Order write(PlatformState platform, long version, Actor actor, String reason) {
    var digest = previews.removal(platform, version).digest();
    var approved = store.platforms().approveRemoval(platform.id(), version, digest, actor, reason);
    return approved instanceof Order.Done && needsSync(platform, version)
        ? store.platforms().requestSync(platform.id(), version, Set.of(), actor, reason)
        : approved;
  }
}
