package io.trueup.model.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;

/**
 * A cron expression of five fields: minute, hour, day of the month, month, day of the week. The
 * grammar and its meaning are those of Vixie cron (crontab(5)):
 *
 * <pre>
 * field   = element { , element }
 * element = ( * | value | value - value ) [ / step ]
 * </pre>
 *
 * <ul>
 *   <li>Months may be named {@code JAN} to {@code DEC}, days of the week {@code SUN} to {@code
 *       SAT}, in any case; Sunday is 0 and 7, also as the end of a range, so {@code FRI-SUN} is
 *       three days.
 *   <li>{@code *}{@code /n} and {@code a/n} go on to the field's greatest value, 7 for days of the
 *       week.
 *   <li>Where neither day field begins with {@code *}, a day matches when either field names it;
 *       otherwise when both do.
 * </ul>
 *
 * Expressions that name the same times are equal. One that names no time, such as the 31st of
 * February, is invalid.
 *
 * @param text the canonical text, which gives an equal expression when read
 */
public record Cron(String text) {

  private static final int MOST_CHARACTERS = 512;

  /** A leap day on a given day of the week is at most forty years away: 2072 to 2112, say. */
  private static final int MOST_YEARS = 41;

  /**
   * Reads an expression; its canonical text becomes the text.
   *
   * @throws IllegalArgumentException with a sentence for the author, which names the field, when
   *     the text is no expression or never comes
   */
  public Cron {
    text = Times.parse(text).toString();
  }

  /** Reads an expression, as the constructor does. */
  public static Cron parse(String text) {
    return new Cron(text);
  }

  /**
   * The first time after another one that this expression names, in whole minutes; empty past the
   * last year.
   */
  public Optional<LocalDateTime> next(LocalDateTime after) {
    return Times.parse(text).next(after);
  }

  /**
   * The last time before another one that this expression names, in whole minutes; empty before the
   * first year.
   */
  public Optional<LocalDateTime> previous(LocalDateTime before) {
    return Times.parse(text).previous(before);
  }

  @Override
  public String toString() {
    return text;
  }

  /**
   * The values that the fields name, one bit for each.
   *
   * @param eitherDay whether a day matches when only one of the two day fields names it
   */
  private record Times(
      long minutes, long hours, long days, long months, long weekdays, boolean eitherDay) {

    private static Times parse(String text) {
      if (text.length() > MOST_CHARACTERS) {
        throw new IllegalArgumentException(
            "A cron expression has at most %d characters, found %d"
                .formatted(MOST_CHARACTERS, text.length()));
      }
      var parts = text.strip().split("\\s+", -1);
      if (parts.length != 5) {
        throw new IllegalArgumentException(
            "'%s' is not a cron expression of five fields: minute, hour, day of the month, month, day of the week"
                .formatted(text));
      }
      var times =
          new Times(
                  CronField.MINUTE.parse(parts[0]),
                  CronField.HOUR.parse(parts[1]),
                  CronField.DAY.parse(parts[2]),
                  CronField.MONTH.parse(parts[3]),
                  CronField.WEEKDAY.parse(parts[4]),
                  !parts[2].startsWith("*") && !parts[4].startsWith("*"))
              .simplified();
      if (times.isNever()) {
        throw new IllegalArgumentException(
            "'%s' never comes: no month that it names has such a day".formatted(text));
      }
      return times;
    }

    /** If either day field names every day, so do both together. */
    private Times simplified() {
      var all = days == CronField.DAY.all() || weekdays == CronField.WEEKDAY.all();
      return eitherDay && all
          ? new Times(minutes, hours, CronField.DAY.all(), months, CronField.WEEKDAY.all(), false)
          : this;
    }

    private boolean isNever() {
      for (var month = 1; month <= 12; month++) {
        var longest = LocalDate.of(2024, month, 1).lengthOfMonth();
        if (has(months, month) && Long.numberOfTrailingZeros(days) <= longest) {
          return false;
        }
      }
      return !eitherDay;
    }

    private Optional<LocalDateTime> next(LocalDateTime after) {
      if (after.getYear() > LocalDate.MAX.getYear() - MOST_YEARS - 1) {
        return Optional.empty();
      }
      var today = after.toLocalDate();
      var later =
          isDue(today) ? time(after.getHour(), after.getMinute() + 1) : Optional.<LocalTime>empty();
      return later.isPresent()
          ? later.map(today::atTime)
          : dayAfter(today).flatMap(day -> time(0, 0).map(day::atTime));
    }

    private Optional<LocalDate> dayAfter(LocalDate today) {
      var last = today.plusYears(MOST_YEARS);
      var day = today.plusDays(1);
      while (!isDue(day) && day.isBefore(last)) {
        day =
            has(months, day.getMonthValue())
                ? day.plusDays(1)
                : day.withDayOfMonth(1).plusMonths(1);
      }
      return isDue(day) ? Optional.of(day) : Optional.empty();
    }

    private Optional<LocalDateTime> previous(LocalDateTime before) {
      if (before.getYear() < LocalDate.MIN.getYear() + MOST_YEARS + 1) {
        return Optional.empty();
      }
      var today = before.toLocalDate();
      var minute = before.getHour() * 60 + before.getMinute();
      var isOver = before.getSecond() > 0 || before.getNano() > 0;
      var earlier =
          isDue(today) ? timeBefore(isOver ? minute + 1 : minute) : Optional.<LocalTime>empty();
      return earlier.isPresent()
          ? earlier.map(today::atTime)
          : dayBefore(today).flatMap(day -> timeBefore(24 * 60).map(day::atTime));
    }

    private Optional<LocalDate> dayBefore(LocalDate today) {
      var first = today.minusYears(MOST_YEARS);
      var day = today.minusDays(1);
      while (!isDue(day) && day.isAfter(first)) {
        day =
            has(months, day.getMonthValue())
                ? day.minusDays(1)
                : day.withDayOfMonth(1).minusDays(1);
      }
      return isDue(day) ? Optional.of(day) : Optional.empty();
    }

    /** The last time of a day before a minute, which may be the day's end. */
    private Optional<LocalTime> timeBefore(int minute) {
      for (var at = minute - 1; at >= 0; at--) {
        if (has(hours, at / 60) && has(minutes, at % 60)) {
          return Optional.of(LocalTime.of(at / 60, at % 60));
        }
      }
      return Optional.empty();
    }

    private boolean isDue(LocalDate day) {
      var inMonth = has(days, day.getDayOfMonth());
      var inWeek = has(weekdays, day.getDayOfWeek().getValue() % 7);
      return has(months, day.getMonthValue())
          && (eitherDay ? inMonth || inWeek : inMonth && inWeek);
    }

    /** The first time of a day at or after a minute, which may be the 60th of its hour. */
    private Optional<LocalTime> time(int hour, int minute) {
      for (var at = hour * 60 + minute; at < 24 * 60; at++) {
        if (has(hours, at / 60) && has(minutes, at % 60)) {
          return Optional.of(LocalTime.of(at / 60, at % 60));
        }
      }
      return Optional.empty();
    }

    private static boolean has(long set, int value) {
      return (set >>> value & 1) == 1;
    }

    @Override
    public String toString() {
      return String.join(
          " ",
          CronField.MINUTE.stepped(minutes),
          CronField.HOUR.stepped(hours),
          daysText(),
          CronField.MONTH.stepped(months),
          weekdaysText());
    }

    private String daysText() {
      var star = isBoth() ? CronField.DAY.starred(days) : Optional.<String>empty();
      return star.orElseGet(() -> CronField.DAY.listed(days));
    }

    /** One star is enough to say that a day must be in both. */
    private String weekdaysText() {
      return isBoth() && CronField.DAY.starred(days).isEmpty()
          ? CronField.WEEKDAY.starred(weekdays).orElseThrow()
          : CronField.WEEKDAY.listed(weekdays);
    }

    /** Whether both fields narrow the days, and a day must be in both. */
    private boolean isBoth() {
      return !eitherDay && days != CronField.DAY.all() && weekdays != CronField.WEEKDAY.all();
    }
  }
}
