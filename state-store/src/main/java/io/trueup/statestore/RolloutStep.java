package io.trueup.statestore;

import io.trueup.model.rollout.PlannedStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a rollout, as it is now.
 *
 * @param ordinal from 1
 * @param attempts how often it was started
 * @param error of the last attempt; null when that had none
 * @param retryAt when it is due again after a failure; null when it did not fail
 * @param statements the statements that landed it
 * @param beganAt when the last attempt began; null before the first, and where a release that did
 *     not record it began it
 * @param endedAt when it landed, failed or was cancelled; null before
 * @param handle by which the platform finds it again while it is in progress; else null
 */
public record RolloutStep(
    long rollout,
    int ordinal,
    PlannedStep planned,
    State state,
    int attempts,
    @Nullable String error,
    @Nullable Instant retryAt,
    List<String> statements,
    @Nullable Instant beganAt,
    @Nullable Instant endedAt,
    @Nullable String handle) {

  /** The state of a step. */
  public enum State {
    PENDING,
    /** A worker carries it out now, or its lease has passed and the step is begun again. */
    RUNNING,
    /** The platform has started it and ends it later; workers ask until it has. */
    IN_PROGRESS,
    DONE,
    FAILED,
    /** Its rollout was superseded before it landed. */
    CANCELLED
  }
}
