package io.trueup.listener.engine.control;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks of orders, each of which refuses with a sentence that says what to do. */
final class Orders {

  private Orders() {}

  static String notFollowed(PlatformState platform) {
    return "This daemon does not follow the source of platform '%s'. Ask one that does"
        .formatted(platform.id());
  }

  /**
   * Requires an accepted version.
   *
   * @throws RefusedException when there is no such version, or it was rejected
   */
  static void requireAccepted(StateStore store, PlatformState platform, long version) {
    var source = platform.id().source();
    var found = store.versions().find(source, version).orElse(null);
    if (found == null) {
      throw new RefusedException(
          "unknown-version",
          "Source '%s' has no version %d. `trueup versions` lists its versions"
              .formatted(source, version));
    }
    if (!found.accepted()) {
      throw new RefusedException(
          "rejected-version",
          "Version %d of source '%s' was rejected, so no platform moves to it. Choose an accepted one from `trueup versions`"
              .formatted(version, source));
    }
  }

  static void requireMoves(PlatformState platform) {
    if (platform.policy().on() == RolloutPolicy.On.NEVER) {
      throw new RefusedException(
          "policy-never",
          "Platform '%s' has its own loop: its rollout in the model is 'never'. Change that to move it"
              .formatted(platform.id()));
    }
  }

  /** Requires that each kind may be overridden at all. */
  static void requireOverridable(Set<GateKind> overrides, Set<GateKind> possible) {
    if (overrides.contains(GateKind.PAUSED)) {
      throw new RefusedException(
          "not-overridable", "A pause cannot be overridden. Resume what is paused first");
    }
    for (var kind : overrides) {
      if (!possible.contains(kind)) {
        throw new RefusedException(
            "not-overridable",
            "A gate of kind '%s' cannot be overridden here; these can: %s"
                .formatted(kind.text(), texts(possible)));
      }
    }
  }

  /**
   * Requires that each overridden kind is shut.
   *
   * @param shut without the overrides
   */
  static void requireShut(PlatformState platform, Set<GateKind> overrides, List<ShutGate> shut) {
    for (var kind : overrides) {
      if (shut.stream().noneMatch(it -> it.kind() == kind)) {
        throw new RefusedException(
            "not-shut",
            "No gate of kind '%s' is shut for platform '%s', so there is nothing to override. Leave it out"
                .formatted(kind.text(), platform.id()),
            shut);
      }
    }
  }

  static String texts(Collection<GateKind> kinds) {
    return kinds.stream().sorted().map(GateKind::text).collect(Collectors.joining(", "));
  }

  /** Gates in one text. */
  static String texts(List<ShutGate> gates) {
    return gates.stream().map(ShutGate::sentence).collect(Collectors.joining(". "));
  }

  static Set<GateKind> overridable() {
    return GateRules.OVERRIDABLE;
  }

  static boolean isMoving(PlatformState platform) {
    var rollout = platform.rollout();
    return rollout != null && !rollout.state().isOver();
  }

  /** Whether a step of the rollout under way has failed and not landed since. */
  static boolean hasFailed(PlatformState platform) {
    Rollout rollout = platform.rollout();
    return rollout != null && !rollout.state().isOver() && rollout.retryAt() != null;
  }
}
