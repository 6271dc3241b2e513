package io.trueup.listener.engine.gate;

import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformState;

/**
 * All that bears on a move, except the time.
 *
 * @param platform as it is in the transaction
 * @param inputs what else is in the database
 */
record Situation(PlatformState platform, GateInputs inputs, Move move) {

  long to() {
    return move.to();
  }
}
