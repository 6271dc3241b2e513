package io.trueup.listener.engine.facts;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.RunId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Something that the engine did. */
public sealed interface EngineFact {

  /** A lease was lost to another process, or because it could not be renewed in time. */
  record LeaseLost(String resource) implements EngineFact {}

  /** What was asked of a repository. */
  enum GitOperation {
    /** Where its branch is. */
    HEAD,
    /** The commits up to a head. */
    FETCH
  }

  /** A repository was asked. */
  record GitAsked(SourceId source, GitOperation operation, boolean hasAnswered, Duration took)
      implements EngineFact {}

  /** The model of one merge was read and checked. */
  record ModelChecked(SourceId source, Duration took) implements EngineFact {}

  /**
   * The verdicts of merges were recorded.
   *
   * @param versions in their order
   * @param began when the check of the source began, by the store's clock
   */
  record MergesJudged(SourceId source, List<Long> versions, Instant began) implements EngineFact {

    public MergesJudged {
      versions = List.copyOf(versions);
    }
  }

  /** The next move of a platform was planned. */
  record MovePlanned(PlatformId platform, Duration took) implements EngineFact {}

  /** A platform's target moved: its rollout began. */
  record RolloutBegan(Rollout rollout) implements EngineFact {}

  /**
   * Some steps of a rollout were attempted, and the results were recorded.
   *
   * @param steps as they were when the attempt began
   * @param results in the same order
   * @param began by the store's clock
   * @param ended by the store's clock
   */
  record StepsAttempted(
      Rollout rollout,
      List<RolloutStep> steps,
      List<StepResult> results,
      Instant began,
      Instant ended)
      implements EngineFact {

    public StepsAttempted {
      steps = List.copyOf(steps);
      results = List.copyOf(results);
    }
  }

  /** A rollout's state changed when its steps and nodes were counted. */
  record RolloutAdvanced(Rollout rollout) implements EngineFact {}

  /**
   * A node was brought to its target because its job started.
   *
   * @param version that its run is pinned to
   * @param ended by the store's clock
   */
  record NodeReconciled(PlatformId platform, NodeKey node, long version, RunId run, Instant ended)
      implements EngineFact {}
}
