package io.trueup.model.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

  /** All times of some days. */
  static List<LocalDateTime> times(String text, LocalDate first, int days) {
    var fields = text.split(" ", -1);
    var hours = IntStream.range(0, 24).filter(it -> names(fields[1], it, 0, 23)).toArray();
    var minutes = IntStream.range(0, 60).filter(it -> names(fields[0], it, 0, 59)).toArray();
    var result = new ArrayList<LocalDateTime>();
    for (var day = first; day.isBefore(first.plusDays(days)); day = day.plusDays(1)) {
      for (var hour : isDay(fields, day.atStartOfDay()) ? hours : new int[0]) {
        for (var minute : minutes) {
          result.add(day.atTime(hour, minute));
        }
      }
    }
    return result;
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
