package io.trueup.listener.engine.drift;

import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.StateStore;
import java.util.Optional;

/** Finds the platforms that can be checked for drift. Safe for any thread; blocks. */
record DriftSubjects(StateStore store, PlatformModels models, PlatformRuntimes realizers) {

  /** A platform that can be checked, or why it cannot. */
  sealed interface Found {

    /** It can. */
    record Subject(DriftInspection.Subject subject) implements Found {}

    /**
     * It cannot.
     *
     * @param code stable, for programs
     * @param reason one sentence
     */
    record Nothing(String code, String reason) implements Found {}
  }

  /**
   * A platform as it is now.
   *
   * @param lease of the platform
   */
  Found find(Lease lease, PlatformId id) {
    var platform = store.platforms().find(id).orElse(null);
    if (platform == null) {
      return new Found.Nothing("unknown", "There is no platform '%s'".formatted(id));
    }
    var obstacle = obstacle(platform);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    var version = platform.target().version();
    var graph = models.graph(id, version);
    if (graph.isEmpty()) {
      return new Found.Nothing(
          "not-declared", "Version %d does not declare platform '%s'".formatted(version, id));
    }
    return new Found.Subject(
        new DriftInspection.Subject(
            lease, platform, graph.get(), operations(platform).orElseThrow()));
  }

  /** Why a platform cannot be checked now; empty when it can. */
  Optional<Found.Nothing> obstacle(PlatformState platform) {
    var id = platform.id();
    if (!models.follows(id)) {
      return nothing(
          "not-followed",
          "This daemon does not follow the source of platform '%s'. Ask one that does"
              .formatted(id));
    }
    if (operations(platform).isEmpty()) {
      return nothing(
          "no-tables",
          "Platform '%s' is of type '%s', which keeps no tables".formatted(id, platform.type()));
    }
    if (platform.target().version() == 0) {
      return nothing(
          "no-version", "Platform '%s' has realized nothing that could drift".formatted(id));
    }
    var rollout = platform.rollout();
    if (rollout != null && rollout.state() == Rollout.State.EXECUTING) {
      return nothing(
          "rollout-executing",
          "Platform '%s' is moving to version %d, so that its nodes are expected to differ. Try again when the steps have landed"
              .formatted(id, rollout.to()));
    }
    return Optional.empty();
  }

  private Optional<SchemaOperations> operations(PlatformState platform) {
    return realizers.executor(platform.type()).capability(SchemaOperations.class);
  }

  private static Optional<Found.Nothing> nothing(String code, String reason) {
    return Optional.of(new Found.Nothing(code, reason));
  }
}
