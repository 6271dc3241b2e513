package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.Rollout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a dependency is to a move; shared by the gates that wait for dependencies. */
final class DependencyRules {

  private DependencyRules() {}

  static PlatformId id(Situation situation, PlatformDependency dependency) {
    return new PlatformId(situation.platform().id().source(), dependency.platform());
  }

  static @Nullable PlatformState state(Situation situation, PlatformDependency dependency) {
    return situation.inputs().dependencies().get(id(situation, dependency));
  }

  /**
   * Whether a dependency has realized the version, or what it says about the dependency. One that
   * goes back below that no longer counts, although it is not there yet.
   */
  static boolean isRealized(Situation situation, PlatformState dependency) {
    return isAt(situation, dependency.id(), dependency.realized())
        && !isGoingBack(situation, dependency);
  }

  /** Whether a dependency goes back to before the version. */
  static boolean isGoingBack(Situation situation, PlatformState dependency) {
    return dependency.target().version() < dependency.realized().version()
        && !isAt(situation, dependency.id(), dependency.target());
  }

  private static boolean isAt(Situation situation, PlatformId dependency, Pointer pointer) {
    if (pointer.version() >= situation.to()) {
      return true;
    }
    var graph = situation.move().dependencyGraphs().get(dependency);
    return graph != null && graph.equals(pointer.graph());
  }

  /** Whether a dependency counts for nothing, because it fails and the model says to go on. */
  static boolean isPassedOver(PlatformDependency declared, PlatformState dependency) {
    return declared.onFailure() == OnFailure.GO && failure(dependency).isPresent();
  }

  /** Why a platform is not well: it fails, or differs from what it has realized. */
  static Optional<String> trouble(PlatformState platform) {
    var drifted = platform.drifted();
    return failure(platform)
        .or(() ->
            drifted == null
                ? Optional.empty()
                : Optional.of(
                    "%,d of its nodes %s from what it has realized"
                        .formatted(drifted.nodes(), drifted.nodes() == 1 ? "differs" : "differ")));
  }

  private static Optional<String> failure(PlatformState platform) {
    var rollout = platform.rollout();
    if (rollout != null && rollout.state() == Rollout.State.CANCELLED) {
      return Optional.of("its rollout to version %d was cancelled".formatted(rollout.to()));
    }
    if (rollout != null && !rollout.state().isOver() && rollout.lastError() != null) {
      return Optional.of("its rollout to version %d fails".formatted(rollout.to()));
    }
    var blocked = platform.blocked();
    return blocked == null
        ? Optional.empty()
        : Optional.of(
            "%,d of its nodes %s blocked"
                .formatted(blocked.nodes(), blocked.nodes() == 1 ? "is" : "are"));
  }
}
