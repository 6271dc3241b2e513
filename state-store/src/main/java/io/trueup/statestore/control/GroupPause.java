package io.trueup.statestore.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's pause of all platforms that a selector matches, also of those that come later.
 *
 * @param until when it ends by itself; null when it does not
 */
public record GroupPause(
    Selector scope, String by, String reason, Instant since, @Nullable Instant until) {

  /** Whether it has not ended by itself. */
  public boolean isInForce(Instant now) {
    return until == null || now.isBefore(until);
  }
}
