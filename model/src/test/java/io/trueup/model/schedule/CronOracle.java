package io.trueup.model.schedule;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * Evaluates numeric cron expressions literally by crontab(5), for one day and minute after the
 * other.
 */
final class CronOracle {

  private CronOracle() {}

  static Optional<LocalDateTime> next(String text, LocalDateTime after) {
    var fields = text.split(" ", -1);
    for (var days = 0; days < 366 * 12; days++) {
      var day = after.toLocalDate().plusDays(days);
      for (var minute = 0; isDay(fields, day.atStartOfDay()) && minute < 1440; minute++) {
        var at = day.atStartOfDay().plusMinutes(minute);
        if (at.isAfter(after)
            && names(fields[0], at.getMinute(), 0, 59)
            && names(fields[1], at.getHour(), 0, 23)) {
          return Optional.of(at);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isDay(String[] fields, LocalDateTime day) {
    var weekday = day.getDayOfWeek().getValue() % 7;
    var inMonth = names(fields[2], day.getDayOfMonth(), 1, 31);
    var inWeek = names(fields[4], weekday, 0, 7) || (weekday == 0 && names(fields[4], 7, 0, 7));
    var both = fields[2].startsWith("*") || fields[4].startsWith("*");
    return names(fields[3], day.getMonthValue(), 1, 12)
        && (both ? inMonth && inWeek : inMonth || inWeek);
  }

  private static boolean names(String field, int value, int least, int greatest) {
    return Arrays.stream(field.split(",", -1))
        .anyMatch(it -> {
          var parts = it.split("/", -1);
          var step = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
          var ends = parts[0].equals("*") ? new String[0] : parts[0].split("-", -1);
          var first = ends.length == 0 ? least : Integer.parseInt(ends[0]);
          var last = ends.length == 0 ? greatest : Integer.parseInt(ends[ends.length - 1]);
          return value >= first && value <= last && (value - first) % step == 0;
        });
  }
}
