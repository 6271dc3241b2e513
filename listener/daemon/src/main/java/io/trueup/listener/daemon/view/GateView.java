package io.trueup.listener.daemon.view;

import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One reason for which a target does not move.
 *
 * @param kind such as {@code window}
 * @param what the window, platform or selector that it is about; empty when the kind says it
 * @param by the operator who shut it; null for none
 * @param since null when that is not known
 * @param reason one sentence
 * @param remedy one sentence about what opens it; may be empty
 * @param opensAt when it opens by itself, as far as known; null when it does not
 */
public record GateView(
    String kind,
    String what,
    @Nullable String by,
    @Nullable Instant since,
    String reason,
    String remedy,
    @Nullable Instant opensAt) {

  /** The view of a gate. */
  public static GateView of(ShutGate gate) {
    return new GateView(
        gate.kind().text(),
        gate.what(),
        gate.by(),
        gate.since(),
        gate.reason(),
        gate.remedy(),
        gate.opensAt());
  }

  /** When all gates have opened by themselves; null when one does not, or there are none. */
  public static @Nullable Instant lastToOpen(List<GateView> gates) {
    return gates.stream().anyMatch(it -> it.opensAt() == null)
        ? null
        : gates.stream()
            .map(GateView::opensAt)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null);
  }
}
