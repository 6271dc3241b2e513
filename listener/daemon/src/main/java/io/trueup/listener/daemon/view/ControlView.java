package io.trueup.listener.daemon.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of an operator's order for a platform.
 *
 * @param subject the platform, as in {@link SyncView}
 * @param platform the platform as {@code source/name}
 * @param message the outcome in one sentence
 * @param gates that are still shut after it
 * @param preview the move that follows; null when the order moves nothing
 */
public record ControlView(
    String subject,
    String platform,
    Outcome outcome,
    String message,
    List<GateView> gates,
    @Nullable MovePreviewView preview) {

  public ControlView {
    gates = List.copyOf(gates);
  }

  /** What became of an order. */
  public enum Outcome {
    /** Requested: the daemon starts now, or once the gates open. */
    REQUESTED,
    /** Already up to date; nothing was written. */
    ALREADY,
    /** Done. */
    DONE,
    /** A dry run: nothing was written. */
    DRY_RUN
  }
}
