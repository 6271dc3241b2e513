package io.trueup.listener.daemon.simulation;

import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import java.time.Instant;

/**
 * A move of a target, as the transaction that made it saw the world.
 *
 * @param before the platform before it
 */
record Claim(PlatformState before, GateInputs inputs, Rollout rollout, Instant at) {

  /** The version that the target moved to. */
  long to() {
    return rollout.to();
  }

  /** Whether an operator moved it back. */
  boolean isBack() {
    return rollout.kind() == Rollout.Kind.ROLLBACK;
  }
}
