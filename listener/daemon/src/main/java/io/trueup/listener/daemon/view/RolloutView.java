package io.trueup.listener.daemon.view;

import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One move of a platform.
 *
 * @param done the number of steps that landed
 * @param lastError the newest error of a step that has not landed; null when there is none
 * @param nodesWaiting the number of nodes that are not at their target
 * @param endedAt null while the rollout is in progress
 * @param kind which way it moves
 * @param overrides kinds of gates that did not keep it waiting, by an operator's order
 * @param requestedBy the operator who asked for it; null for none
 * @param requestReason that operator's reason
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
    @Nullable Instant endedAt,
    Rollout.Kind kind,
    List<String> overrides,
    @Nullable String requestedBy,
    @Nullable String requestReason) {

  public RolloutView {
    overrides = List.copyOf(overrides);
  }

  /** The view of a rollout. */
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
        rollout.endedAt(),
        rollout.kind(),
        rollout.overrides().stream().map(GateKind::text).toList(),
        rollout.requestedBy(),
        rollout.requestReason());
  }
}
