package io.trueup.statestore;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries of a source arrive.
 *
 * @param newest when the newest that announced something was recorded; null before the first
 * @param unannounced how many times in a row new merges were found without a delivery
 * @param unannouncedEver how many times that happened since the source was declared
 * @param longestGap between two that announced something, of the newest deliveries; null unless
 *     {@code unannounced} is positive and there are two
 */
public record Arrivals(
    @Nullable Instant newest,
    long unannounced,
    long unannouncedEver,
    @Nullable Duration longestGap) {

  /** Of how many of the newest deliveries gaps are compared. */
  public static final int COMPARED = 50;
}
