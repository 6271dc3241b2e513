package io.trueup.statestore;

import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;

/**
 * Decides whether a platform's target may move. Pure: it runs inside the transaction that claims
 * the rollout.
 */
@FunctionalInterface
public interface GateEvaluator {

  /**
   * Evaluates the gate.
   *
   * @param platform as it is in the transaction
   * @param inputs what else bears on the move, as it is in the transaction
   * @param to the version that the rollout would move it to
   * @param now by the store's clock
   * @return all gates that are shut, the weightiest first; empty when the platform may move
   */
  List<ShutGate> evaluate(PlatformState platform, GateInputs inputs, long to, Instant now);
}
