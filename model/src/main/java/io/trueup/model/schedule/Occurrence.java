package io.trueup.model.schedule;

import java.time.Instant;

/**
 * A half-open stretch of time.
 *
 * @param start the first instant in it
 * @param end the first instant after it
 */
public record Occurrence(Instant start, Instant end) {

  /** Whether an instant is in it. */
  public boolean contains(Instant instant) {
    return !instant.isBefore(start) && instant.isBefore(end);
  }
}
