package io.trueup.listener.engine.control;

import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.ShutGate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of an operator's order; of a dry run, what it would be. */
public sealed interface ControlOutcome {

  /**
   * It was carried out; after a dry run nothing was.
   *
   * @param platform as it is now
   * @param message one sentence about the effect
   * @param stillShut the gates that the next move still waits for, the weightiest first
   * @param preview the move that follows; null when the order moves nothing
   */
  record Done(
      PlatformState platform,
      String message,
      List<ShutGate> stillShut,
      @Nullable RolloutPreview preview)
      implements ControlOutcome {

    public Done {
      stillShut = List.copyOf(stillShut);
    }
  }

  /**
   * It can have no effect, or is not possible; nothing was changed.
   *
   * @param code stable, such as {@code no-effect}
   * @param reason one or two sentences for the operator: why, and what to do
   * @param gates that refused it; may be empty
   */
  record Refused(String code, String reason, List<ShutGate> gates) implements ControlOutcome {

    public Refused {
      gates = List.copyOf(gates);
    }

    /** Refused for another reason than a gate. */
    public Refused(String code, String reason) {
      this(code, reason, List.of());
    }
  }

  /** The actor's token may not operate: it was revoked or expired meanwhile. */
  record NotAllowed() implements ControlOutcome {}

  /** The platform is not known. */
  record Unknown() implements ControlOutcome {}
}
