package io.trueup.statestore;

/** The result of an attempt to claim a rollout. */
public sealed interface ClaimOutcome {

  /** The target moved. */
  record Claimed(Rollout rollout) implements ClaimOutcome {}

  /** The gate is shut; the reason was recorded. */
  record Waits(PlatformState.Waiting waiting) implements ClaimOutcome {}

  /** The platform changed after it was planned; plan again. */
  record Stale(PlatformState platform) implements ClaimOutcome {}
}
