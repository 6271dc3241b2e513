package io.trueup.listener.daemon.hooks;

/** How a request to a hook ended, for metrics. */
public enum HookVerdict {
  /** Recorded as new; a poke. */
  ACCEPTED,
  /** Recorded as a repetition; a poke all the same. */
  DUPLICATE,
  /** Recorded; it requests nothing. */
  IGNORED,
  /** Recorded as ignored, because it is about another repository than the source's. */
  FOREIGN,
  /** Not a delivery: the wrong method, type, size, headers or JSON, or too slow. */
  MALFORMED,
  /** There is no such source. */
  UNKNOWN_SOURCE,
  /** Its signature, token or password is missing or wrong. */
  REFUSED,
  /** Too much arrives at once; the sender is asked to retry. */
  OVERLOADED,
  /** More comes for its source, or without proof from its address, than is taken; likewise. */
  SHED,
  /** It could not be recorded in time; the sender is asked to retry. */
  FAILED;

  /** Whether it may be a genuine delivery that was not taken, so that its merge must be found. */
  boolean isTurnedAway() {
    return switch (this) {
      case OVERLOADED, SHED, FAILED -> true;
      case ACCEPTED, DUPLICATE, IGNORED, FOREIGN, MALFORMED, UNKNOWN_SOURCE, REFUSED -> false;
    };
  }

  /** Whether the delivery is in the state database, and its sender may forget it. */
  public boolean isAcknowledged() {
    return switch (this) {
      case ACCEPTED, DUPLICATE, IGNORED, FOREIGN -> true;
      case MALFORMED, UNKNOWN_SOURCE, REFUSED, OVERLOADED, SHED, FAILED -> false;
    };
  }
}
