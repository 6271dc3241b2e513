package io.trueup.listener.view;

import io.trueup.statestore.Rollout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One move of a platform.
 *
 * @param done how many of its steps landed
 * @param lastError of a step that has not landed; null when there is none
 * @param nodesWaiting how many nodes are not at their target
 * @param endedAt null while it is under way
 */
public record RolloutView(
    long id,
    long from,
    long to,
    Rollout.State state,
    int steps,
    int done,
    @Nullable String lastError,
    @Nullable Instant retryAt,
    int nodesWaiting,
    Instant startedAt,
    @Nullable Instant endedAt) {

  /** What is shown of a rollout. */
  public static RolloutView of(Rollout rollout) {
    return new RolloutView(
        rollout.id(),
        rollout.from(),
        rollout.to(),
        rollout.state(),
        rollout.steps(),
        rollout.done(),
        rollout.lastError(),
        rollout.retryAt(),
        rollout.nodesWaiting(),
        rollout.startedAt(),
        rollout.endedAt());
  }
}
