package io.trueup.listener.engine.rollout;

import io.trueup.statestore.PlatformId;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;

/**
 * Neither the versions between which a platform would move nor any of the last ones before them
 * declare it, so that nothing is known about the move. The message is for operators.
 */
public final class UndeclaredPlatformException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final transient ShutGate gate;

  UndeclaredPlatformException(PlatformId platform, long version) {
    this(
        new ShutGate(
            GateKind.BLOCKED,
            platform.toString(),
            null,
            null,
            "Neither version %d nor those before it declare platform '%s'"
                .formatted(version, platform),
            "Unblock by merging a version that declares it",
            null));
  }

  private UndeclaredPlatformException(ShutGate gate) {
    super(gate.sentence());
    this.gate = gate;
  }

  /** What the platform waits for. */
  public ShutGate gate() {
    return gate;
  }
}
