package io.trueup.listener.engine.gate;

import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformState;
import java.time.Instant;

/**
 * All that bears on a move.
 *
 * @param platform as it is in the transaction
 * @param inputs what else is in the database
 * @param now when all of it was read; a rule may be asked about another time
 */
record Situation(PlatformState platform, GateInputs inputs, Move move, Instant now) {

  long to() {
    return move.to();
  }
}
