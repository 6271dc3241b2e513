package io.trueup.listener.daemon.edge;

/** Why the daemon closed a connection that its client kept open. */
public enum CloseReason {
  /** The head of a request did not arrive in time. */
  SLOW_HEAD,
  /** The body of a request did not arrive in time. */
  SLOW_BODY,
  /** No further request arrived. */
  UNUSED,
  /** It had waited longest when too many connections were open. */
  DISPLACED,
  /** Too many connections were open, and all were being answered. */
  FULL,
  /** Its request was malformed or ambiguous. */
  MALFORMED
}
