package io.trueup.listener.hooks;

/** How a request to a hook ended, for those who count. */
public enum HookVerdict {
  /** Recorded as new; a poke. */
  ACCEPTED,
  /** Recorded as a repetition; a poke all the same. */
  DUPLICATE,
  /** Recorded; it asks for nothing. */
  IGNORED,
  /** Not a delivery: the wrong method, type, size, headers or JSON, or too slow. */
  MALFORMED,
  /** There is no such source. */
  UNKNOWN_SOURCE,
  /** Its signature is not good. */
  REFUSED,
  /** Too much comes at one time; the sender is told to come back. */
  OVERLOADED,
  /** It could not be recorded in time; the sender is told to come back. */
  FAILED
}
