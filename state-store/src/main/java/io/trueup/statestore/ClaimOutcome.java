package io.trueup.statestore;

/** The result of an attempt to claim a rollout. */
public sealed interface ClaimOutcome {

  /** The target moved. */
  record Claimed(Rollout rollout) implements ClaimOutcome {}

  /** Gates are shut; of a claim, these were recorded. */
  record Waits(PlatformState.Waiting waiting) implements ClaimOutcome {}

  /** The operator's token may not operate: it was revoked or expired meanwhile. */
  record NotAllowed() implements ClaimOutcome {}

  /** The platform changed after it was planned; plan again. */
  record Stale(PlatformState platform) implements ClaimOutcome {}
}
