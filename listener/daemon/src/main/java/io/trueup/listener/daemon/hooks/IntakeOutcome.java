package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.Delivery;

/** How the intake of a delivery ended, whatever carried it here. */
public sealed interface IntakeOutcome {

  /** It is recorded, and so is its poke, unless it was ignored. */
  record Recorded(Delivery delivery) implements IntakeOutcome {}

  /** It is genuine, and recorded as ignored: it is about another repository. */
  record Foreign(Delivery delivery) implements IntakeOutcome {}

  /** Nothing proves that its sender knows a secret. */
  record NotGenuine(String reason) implements IntakeOutcome {}

  /** It is genuine and cannot be understood. */
  record Unreadable(String reason) implements IntakeOutcome {}

  /** The state store does not know its source. */
  record UnknownSource() implements IntakeOutcome {}

  /** It could not be recorded; its sender should send it again. */
  record NotRecorded() implements IntakeOutcome {}
}
