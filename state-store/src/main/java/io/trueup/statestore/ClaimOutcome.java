package io.trueup.statestore;

/** How an attempt to claim a rollout ended. */
public sealed interface ClaimOutcome {

  /** The target moved. */
  record Claimed(Rollout rollout) implements ClaimOutcome {}

  /** The gate is shut; what it waits for was recorded. */
  record Waits(PlatformState.Waiting waiting) implements ClaimOutcome {}

  /** The platform is not as the plan saw it; plan again. */
  record Stale(PlatformState platform) implements ClaimOutcome {}
}
