package io.trueup.model.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * The times of a schedule as instants. A time in a gap means the gap's end, one in an overlap the
 * first of both, so that each time of the wall clock comes once. Immutable; safe for any thread.
 */
public final class CronCalendar {

  private CronCalendar() {}

  /**
   * The calendar of a schedule.
   *
   * @throws IllegalArgumentException with a sentence for the author, when the zone is unknown
   */
  public static CronCalendar of(CronSchedule schedule) {
    throw new UnsupportedOperationException(schedule.toString());
  }

  /** The last time that is not after an instant, and is after another; empty when there is none. */
  public Optional<Instant> last(Instant after, Instant until) {
    throw new UnsupportedOperationException(after + " " + until);
  }

  /** The first time after an instant; empty when there is none. */
  public Optional<Instant> next(Instant after) {
    throw new UnsupportedOperationException(after.toString());
  }
}
