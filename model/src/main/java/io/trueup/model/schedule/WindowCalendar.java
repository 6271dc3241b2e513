package io.trueup.model.schedule;

import static io.trueup.model.schedule.Stretches.NEVER;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.jspecify.annotations.Nullable;

/**
 * The occurrences of a window as instants. Wall-clock times become instants by the rules of the
 * zone: a time in a gap means the gap's end, one in an overlap the first of both; the length is
 * elapsed time. Occurrences that touch or overlap are one; one that goes on for more than a
 * generation ends at {@link Instant#MAX}. Immutable to callers; safe for any thread. Keeps the
 * occurrences around the instant that was asked last, so keep a calendar instead of making it
 * again.
 */
public final class WindowCalendar {

  /** Later instants are like this one: no rule names a time so late. */
  private static final long LAST = (RecurrenceDays.LAST + 2) * 86_400;

  private final WindowStarts window;
  private final long[] runs;
  private final long start;

  /** Of the last question. Several threads may replace it: any of theirs is right. */
  private Stretches near;

  /** One class of each library that expands recurrences. */
  public static List<Class<?>> libraries() {
    return List.of(RecurrenceRule.class);
  }

  private WindowCalendar(WindowStarts window) {
    this.window = window;
    this.start = window.clock().instant(window.first());
    var recurrence = window.recurrence();
    this.runs =
        recurrence == null ? new long[0] : StretchBuilder.runs(recurrence.times(), window.length());
    this.near =
        recurrence == null
            ? StretchBuilder.once(window)
            : new Stretches(0, 0, new long[0], new long[0], NEVER);
  }

  /**
   * The calendar of times.
   *
   * @throws IllegalArgumentException with a sentence for the author, when the zone is unknown, the
   *     rule is none or never recurs, the length is not positive or longer than the period, or no
   *     occurrence is left
   */
  public static WindowCalendar of(WindowTimes times) {
    return new WindowCalendar(WindowStarts.of(times));
  }

  /** The first start on the wall clock, be it left out or not. */
  public LocalDateTime first() {
    return LocalDateTime.ofEpochSecond(window.first(), 0, ZoneOffset.UTC);
  }

  /** Whether it starts at a time of the wall clock; a start that is left out is none. */
  public boolean startsAt(LocalDateTime time) {
    var local = time.toEpochSecond(ZoneOffset.UTC);
    var starts = window.from(local);
    return time.truncatedTo(ChronoUnit.SECONDS).equals(time)
        && starts.hasNext()
        && starts.nextLong() == local;
  }

  /** The first starts on the wall clock, at most so many. */
  public List<LocalDateTime> starts(int most) {
    return StreamSupport.longStream(
            Spliterators.spliteratorUnknownSize(window.from(window.first()), Spliterator.ORDERED),
            false)
        .limit(most)
        .mapToObj(it -> LocalDateTime.ofEpochSecond(it, 0, ZoneOffset.UTC))
        .toList();
  }

  /** Whether an instant is in an occurrence. */
  public boolean isInForce(Instant instant) {
    var second = instant.getEpochSecond();
    return around(second).at(second) >= 0;
  }

  /** The occurrence that an instant is in; empty when it is in none. */
  public Optional<Occurrence> at(Instant instant) {
    return Optional.ofNullable(at(instant.getEpochSecond()));
  }

  /** The first occurrence that starts after an instant; empty when there is none. */
  public Optional<Occurrence> after(Instant instant) {
    var start = startAfter(instant.getEpochSecond());
    return start == NEVER ? Optional.empty() : Optional.ofNullable(at(start));
  }

  private @Nullable Occurrence at(long instant) {
    var stretches = around(instant);
    var index = stretches.at(instant);
    return index < 0
        ? null
        : new Occurrence(
            Instant.ofEpochSecond(stretches.starts()[index]), instant(stretches.ends()[index]));
  }

  /** When it ends to be in force; the instant itself when it is not in force. */
  long endAt(long instant) {
    var stretches = around(instant);
    var index = stretches.at(instant);
    return index < 0 ? instant : stretches.ends()[index];
  }

  /** The first start after an instant; {@link Stretches#NEVER} when there is none. */
  long startAfter(long instant) {
    return around(instant).startAfter(instant);
  }

  private Stretches around(long instant) {
    var result = near;
    if (!result.covers(instant)) {
      var recurrence = window.recurrence();
      if (recurrence != null) {
        var asked = Math.clamp(instant, start, LAST);
        result = StretchBuilder.around(window, recurrence, runs, asked);
        near = result;
      }
    }
    return result;
  }

  static Instant instant(long second) {
    return second == NEVER ? Instant.MAX : Instant.ofEpochSecond(second);
  }
}
