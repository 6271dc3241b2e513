package io.trueup.listener.engine.gate;

import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a platform's next move waiting at an instant.
 *
 * @param at the instant that was asked about
 * @param destination the version that it would move to; null when there is nothing to move to
 * @param shut all gates that are shut, the weightiest first; empty when it may move
 * @param openUntil until when it may move, if nothing but time passes; null when a gate is shut, or
 *     when nothing is known to shut one
 * @param opensAt from when on it may move, if nothing but time passes; null when it may move now,
 *     or when a gate does not open by itself or it is not known when
 */
public record GateReport(
    Instant at,
    @Nullable Long destination,
    List<ShutGate> shut,
    @Nullable Instant openUntil,
    @Nullable Instant opensAt) {

  public GateReport {
    shut = List.copyOf(shut);
  }

  /** Whether the target may move. */
  public boolean isOpen() {
    return shut.isEmpty();
  }
}
