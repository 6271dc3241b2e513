package io.trueup.listener.engine.control;

import io.trueup.statestore.control.ShutGate;
import java.io.Serial;
import java.util.List;

/** Ends an order with a refusal; {@link RolloutControl} returns the refusal as its outcome. */
final class RefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient ControlOutcome.Refused refusal;

  RefusedException(String code, String reason, List<ShutGate> gates) {
    super(reason);
    this.refusal = new ControlOutcome.Refused(code, reason, gates);
  }

  RefusedException(String code, String reason) {
    this(code, reason, List.of());
  }

  ControlOutcome.Refused refusal() {
    return refusal;
  }
}
