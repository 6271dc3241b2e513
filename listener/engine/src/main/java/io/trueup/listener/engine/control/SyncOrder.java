package io.trueup.listener.engine.control;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ClaimRules;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import io.trueup.statestore.control.SyncRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operator's request to move a platform, checked and not written yet.
 *
 * @param version to move to; null when only failed steps are retried
 * @param preview the move that follows; null when only failed steps are retried
 */
record SyncOrder(@Nullable Long version, @Nullable RolloutPreview preview) {

  /** The gates that the move still waits for. */
  List<ShutGate> stillShut() {
    return preview == null ? List.of() : preview.gates();
  }

  String message(PlatformState platform, Set<GateKind> overrides) {
    if (version == null) {
      return "The failed steps of platform '%s' are retried now".formatted(platform.id());
    }
    var passed = overrides.isEmpty() ? "" : ", past " + Orders.texts(overrides);
    var gates = stillShut();
    return gates.isEmpty()
        ? "Platform '%s' moves to version %d%s".formatted(platform.id(), version, passed)
        : "Platform '%s' moves to version %d%s when its gates are open. %s"
            .formatted(platform.id(), version, passed, Orders.texts(gates));
  }

  /** Checks requests. */
  record Checks(StateStore store, MovePreviews previews) {

    /**
     * Checks a request.
     *
     * @throws RefusedException when it can have no effect
     */
    SyncOrder check(
        PlatformState platform,
        @Nullable Long to,
        Set<GateKind> overrides,
        Actor actor,
        String reason) {
      Orders.requireMoves(platform);
      Orders.requireOverridable(overrides, GateRules.OVERRIDABLE);
      var target = platform.target().version();
      if (to != null) {
        Orders.requireAccepted(store, platform, to);
        requireAbove(platform, to);
      }
      var version = to == null ? platform.merged().version() : to;
      if (version < target
          || (version == target && !makesAgain(platform, overrides, actor, reason))) {
        return retry(platform);
      }
      var plain = request(platform, version, Set.of(), actor, reason);
      if (!overrides.isEmpty()) {
        Orders.requireShut(platform, overrides, shut(plain, overrides, actor, reason));
      }
      var preview = previews.next(request(platform, version, overrides, actor, reason));
      if (platform.policy().on() == RolloutPolicy.On.MERGE
          && !preview.gates().isEmpty()
          && !Orders.hasFailed(platform)) {
        throw new RefusedException(
            "no-effect",
            "Platform '%s' follows every merge, so a request changes nothing while gates are shut. %s"
                .formatted(platform.id(), Orders.texts(preview.gates())),
            preview.gates());
      }
      return new SyncOrder(version, preview);
    }

    /**
     * Whether a request for the target passes gates for its cancelled rollout. Without overrides it
     * would change nothing: that one is made again by itself.
     */
    private boolean makesAgain(
        PlatformState platform, Set<GateKind> overrides, Actor actor, String reason) {
      var target = platform.target().version();
      if (overrides.isEmpty() || !ClaimRules.isToBeMadeAgain(platform)) {
        return false;
      }
      var next = previews.next(request(platform, target, overrides, actor, reason)).to();
      return next != null && next == target;
    }

    /** All gates on the way that the request would take, if it overrode none of them. */
    private List<ShutGate> shut(
        PlatformState plain, Set<GateKind> overrides, Actor actor, String reason) {
      var sync = plain.steering().sync();
      var version = sync == null ? plain.merged().version() : sync.version();
      var passing = previews.next(request(plain, version, overrides, actor, reason));
      var destination = passing.to();
      return destination == null ? List.of() : previews.to(plain, destination).gates();
    }

    private PlatformState request(
        PlatformState platform, long version, Set<GateKind> overrides, Actor actor, String reason) {
      return PlatformWith.sync(
          platform, new SyncRequest(version, overrides, actor.name(), reason, store.now()));
    }

    private static void requireAbove(PlatformState platform, long to) {
      var target = platform.target().version();
      if (to < target) {
        throw new RefusedException(
            "below-target",
            "Platform '%s' is at version %d already. To go back, use `trueup rollback %s --to %d`"
                .formatted(platform.id(), target, platform.id(), to));
      }
    }

    private SyncOrder retry(PlatformState platform) {
      if (Orders.hasFailed(platform)) {
        return new SyncOrder(null, null);
      }
      if (ClaimRules.isToBeMadeAgain(platform)) {
        throw cancelled(platform);
      }
      var target = platform.target().version();
      throw new RefusedException(
          "no-effect",
          Orders.isMoving(platform)
              ? "Platform '%s' moves to version %d already, and no step has failed"
                  .formatted(platform.id(), target)
              : "Platform '%s' is at version %d, and there is no newer one to move to"
                  .formatted(platform.id(), target));
    }

    private RefusedException cancelled(PlatformState platform) {
      var target = platform.target().version();
      if (platform.steering().hold() != null) {
        return new RefusedException(
            "no-effect",
            "The rollout of platform '%s' to version %d was cancelled and is held. To make it again, use `trueup release %s`"
                .formatted(platform.id(), target, platform.id()));
      }
      var gates = previews.to(platform, target).gates();
      return new RefusedException(
          "no-effect",
          "The rollout of platform '%s' to version %d was cancelled, and is made again by itself%s"
              .formatted(
                  platform.id(),
                  target,
                  gates.isEmpty() ? "" : " when its gates are open. " + Orders.texts(gates)),
          gates);
    }
  }
}
