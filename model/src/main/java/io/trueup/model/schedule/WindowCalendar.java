package io.trueup.model.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * The occurrences of a window as instants. Wall-clock times become instants by the rules of the
 * zone: a time in a gap means the gap's end, one in an overlap the first of both; the length is
 * elapsed time. Occurrences that touch or overlap are one. Immutable to callers; safe for any
 * thread.
 */
public final class WindowCalendar {

  private WindowCalendar() {}

  /**
   * The calendar of times.
   *
   * @throws IllegalArgumentException with a sentence for the author, when the zone is unknown, the
   *     rule is none or never recurs, the length is not positive or longer than the period, or no
   *     occurrence is left
   */
  public static WindowCalendar of(WindowTimes times) {
    throw new UnsupportedOperationException(times.toString());
  }

  /** The occurrence that an instant is in; empty when it is in none. */
  public Optional<Occurrence> at(Instant instant) {
    throw new UnsupportedOperationException(instant.toString());
  }

  /** The first occurrence that starts after an instant; empty when there is none. */
  public Optional<Occurrence> after(Instant instant) {
    throw new UnsupportedOperationException(instant.toString());
  }
}
