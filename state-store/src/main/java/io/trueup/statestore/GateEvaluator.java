package io.trueup.statestore;

import java.time.Instant;
import java.util.Optional;

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
   * @param to the version that the rollout would move it to
   * @param now by the store's clock
   * @return what keeps the platform waiting; empty when the gate is open
   */
  Optional<PlatformState.Waiting> evaluate(PlatformState platform, long to, Instant now);
}
