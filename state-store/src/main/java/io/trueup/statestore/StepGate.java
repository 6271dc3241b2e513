package io.trueup.statestore;

import java.time.Instant;

/**
 * Decides whether a rollout that is under way is stopped, so that none of its steps begins. Pure:
 * it runs inside the transaction that begins them.
 */
@FunctionalInterface
public interface StepGate {

  /**
   * Evaluates the gate.
   *
   * @param platform as it is in the transaction
   * @param rollout its newest one, under way
   * @param inputs what else bears on the rollout, as it is in the transaction
   * @param now by the store's clock
   */
  boolean isStopped(PlatformState platform, Rollout rollout, GateInputs inputs, Instant now);
}
