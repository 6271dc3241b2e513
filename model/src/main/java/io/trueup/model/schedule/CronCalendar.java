package io.trueup.model.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The times of a schedule as instants. A time in a gap means the gap's end, one in an overlap the
 * first of both, so that each time of the wall clock comes once. Immutable; safe for any thread.
 */
public final class CronCalendar {

  /** No schedule is asked about earlier or later times: they are as these. */
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final List<Cron> crons;
  private final WallClock clock;

  private CronCalendar(List<Cron> crons, WallClock clock) {
    this.crons = crons;
    this.clock = clock;
  }

  /**
   * The calendar of a schedule.
   *
   * @throws IllegalArgumentException with a sentence for the author, when the zone is unknown or
   *     there is no expression
   */
  public static CronCalendar of(CronSchedule schedule) {
    if (schedule.crons().isEmpty()) {
      throw new IllegalArgumentException(
          "The schedule has no cron expression, so that it never fires. Write one, such as '0 2 * * SAT'");
    }
    return new CronCalendar(schedule.crons(), WallClock.of(schedule.zone()));
  }

  /** The last time that is not after an instant, and is after another; empty when there is none. */
  public Optional<Instant> last(Instant after, Instant until) {
    if (!after.isBefore(until) || until.isBefore(EARLIEST)) {
      return Optional.empty();
    }
    var time = local(until).plusSeconds(1);
    return crons.stream()
        .map(cron -> cron.previous(time))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .map(this::instant)
        .filter(it -> it.isAfter(after));
  }

  /** The first time after an instant; empty when there is none. */
  public Optional<Instant> next(Instant after) {
    var time = local(after);
    return crons.stream()
        .map(cron -> cron.next(time))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .map(this::instant);
  }

  /** The last time that does not mean a later instant. */
  private LocalDateTime local(Instant instant) {
    var asked = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
    return LocalDateTime.ofEpochSecond(clock.floor(asked.getEpochSecond()), 0, ZoneOffset.UTC);
  }

  private Instant instant(LocalDateTime time) {
    return Instant.ofEpochSecond(clock.instant(time.toEpochSecond(ZoneOffset.UTC)));
  }
}
