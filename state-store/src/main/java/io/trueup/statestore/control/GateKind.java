package io.trueup.statestore.control;

import java.util.Locale;

/** The kinds of reasons for which a target does not move now, in the order of their weight. */
public enum GateKind {
  /** The source is blocked, because its head is no fast-forward of the accepted commit. */
  BLOCKED,
  /** An operator paused the platform, or a group that it is in. */
  PAUSED,
  /** An operator keeps the platform on a version. */
  HELD,
  /** The version removes much, and no operator has approved that. */
  REMOVAL_GUARD,
  /** The platform's policy does not ask for the move now. */
  POLICY,
  /** A window that denies is in force, or none of those that allow. */
  WINDOW,
  /** A platform that must follow before has not. */
  DEPENDENCY,
  /** A platform that must follow before has not been well for long enough. */
  SOAK,
  /** Credentials that the move needs cannot be used. */
  CREDENTIALS,
  /** Model servers have not opened the version yet. */
  MODEL_SERVERS;

  /** The text form in commands, answers and the audit. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
