package io.trueup.statestore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recorded delivery.
 *
 * @param id ours, growing
 * @param verdict what was made of it
 * @param reason why it was ignored or what it repeats; null when there is nothing to say
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

  /** What was made of a delivery. */
  public enum Verdict {
    /** New, and a poke. */
    ACCEPTED,
    /** Its id was seen before; a poke all the same. */
    DUPLICATE,
    /** Its id was seen before with another body; kept beside the first, and a poke all the same. */
    REPLAY_MISMATCH,
    /** It asks for nothing. */
    IGNORED,
    /** It was no delivery that could be believed or understood, and its sender was told so. */
    REFUSED
  }
}
