package io.trueup.listener.engine.calendar;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long an event lasts.
 *
 * @param elapsed time from its start to its end
 * @param days of it that follow the wall clock, so that some may have 23 or 25 hours
 */
record CalendarLength(Duration elapsed, int days) {

  private static final Pattern DURATION =
      Pattern.compile(
          "\\+?P(?:(\\d{1,4})W|(?:(\\d{1,5})D)?(?:T(?:(\\d{1,6})H)?(?:(\\d{1,6})M)?(?:(\\d{1,8})S)?)?)");

  static CalendarLength of(
      CalendarComponent event,
      CalendarTime first,
      LocalDateTime start,
      String zone,
      UnaryOperator<String> known) {
    var end = event.find("DTEND");
    var duration = event.find("DURATION");
    if (end.isPresent() && duration.isPresent()) {
      throw new IllegalArgumentException("has both an end and a duration");
    }
    var from = new CalendarTime(start, false, zone).instant(zone);
    if (end.isPresent()) {
      var until = CalendarTime.of(end.get(), known);
      if (until.isDay() != first.isDay()) {
        throw new IllegalArgumentException("starts on a day and ends at a time, or the other way");
      }
      var elapsed = Duration.between(from, until.instant(zone));
      if (elapsed.isNegative() || elapsed.isZero()) {
        throw new IllegalArgumentException("ends before it starts, or at its start");
      }
      return new CalendarLength(
          elapsed,
          first.isDay()
              ? days(Duration.between(CalendarTime.utc(start), CalendarTime.utc(until.time())))
              : 0);
    }
    if (duration.isPresent()) {
      return parse(duration.get().value().strip().toUpperCase(Locale.ROOT), start, zone);
    }
    if (!first.isDay()) {
      throw new IllegalArgumentException(
          "has no end. Write its end (DTEND) or its length (DURATION)");
    }
    return nominal(1, Duration.ZERO, start, zone);
  }

  private static int days(Duration duration) {
    return Math.toIntExact(duration.toDays());
  }

  private static CalendarLength parse(String text, LocalDateTime start, String zone) {
    var parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "has the duration '%s', which is none above zero, such as PT8H"
              .formatted(CalendarProperty.shown(text)));
    }
    var days = 7 * number(parts.group(1)) + number(parts.group(2));
    var time =
        Duration.ofHours(number(parts.group(3)))
            .plusMinutes(number(parts.group(4)))
            .plusSeconds(number(parts.group(5)));
    if (days == 0 && time.isZero()) {
      throw new IllegalArgumentException("has a duration of zero");
    }
    return nominal(Math.toIntExact(days), time, start, zone);
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static CalendarLength nominal(int days, Duration time, LocalDateTime start, String zone) {
    return new CalendarLength(daysFrom(start, days, zone).plus(time), days);
  }

  private static Duration daysFrom(LocalDateTime start, int days, String zone) {
    return Duration.between(
        new CalendarTime(start, false, zone).instant(zone),
        new CalendarTime(start.plus(Period.ofDays(days)), false, zone).instant(zone));
  }

  /** Refuses an event whose days are not equally long, since windows are. */
  void check(List<LocalDateTime> starts, String zone) {
    if (days == 0) {
      return;
    }
    var first = daysFrom(starts.getFirst(), days, zone);
    for (var start : starts) {
      var here = daysFrom(start, days, zone);
      if (!here.equals(first)) {
        throw new IllegalArgumentException(
            "lasts whole days, and from %s these are %d hours instead of %d as the clock is changed; each occurrence of a window is equally long. Give it an end by time, or write the occurrences at changes of the clock as events of their own"
                .formatted(start, here.toHours(), first.toHours()));
      }
    }
  }
}
