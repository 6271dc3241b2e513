package io.trueup.listener.cli;

import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditVerification.Misfit;
import java.util.Optional;

/**
 * The result of a verification of the audit.
 *
 * @param from after which it began
 * @param reached the last link that fits
 */
record AuditVerificationResult(Head from, Head reached, Optional<Misfit> misfit) {

  @Override
  public String toString() {
    return from.equals(Head.EMPTY)
        ? "All %,d entries match. Head %s".formatted(reached.position(), reached)
        : "All %,d entries after position %,d match. Head %s"
            .formatted(reached.position() - from.position(), from.position(), reached);
  }
}
