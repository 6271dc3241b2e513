package io.trueup.statestore.control;

import java.time.Instant;

/**
 * An order that keeps a platform on one version until it is released: its target moves to that
 * version and no further.
 *
 * @param version the highest that its target may move to
 * @param cause what left it
 */
public record Hold(long version, Cause cause, String by, String reason, Instant since) {

  /** What left a hold. */
  public enum Cause {
    /** An operator held the platform. */
    HOLD,
    /** A rollback. */
    ROLLBACK,
    /** A cancelled rollout. */
    CANCEL
  }
}
