package io.trueup.statestore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recorded delivery.
 *
 * @param id ours, growing
 * @param verdict how it was handled
 * @param reason why it was ignored or which delivery it repeats; null otherwise
 * @param generation the requested generation that it raised the source to; 0 when it was ignored
 */
public record Delivery(
    long id,
    SourceId source,
    String deliveryId,
    String event,
    Verdict verdict,
    @Nullable String reason,
    long generation,
    Instant receivedAt) {

  /** How a delivery was handled. */
  public enum Verdict {
    /** New, and a poke. */
    ACCEPTED,
    /** Its id was seen before; a poke all the same. */
    DUPLICATE,
    /** Its id was seen before with another body; kept beside the first, and a poke all the same. */
    REPLAY_MISMATCH,
    /** It requests nothing. */
    IGNORED,
    /** It was not genuine or not readable, and its sender got an error. */
    REFUSED
  }
}
