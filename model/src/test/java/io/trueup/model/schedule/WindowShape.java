package io.trueup.model.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A window beside its starts as plain loops over days tell them, which knows no rule.
 *
 * @param starts of a day; those before the window's start and left out ones are dropped
 * @param reach days in which its next change is found
 */
record WindowShape(
    String name, WindowTimes times, Function<LocalDate, List<LocalDateTime>> starts, int reach) {

  /** Shapes around a change of the clock, from one wall-clock time to another. */
  static List<WindowShape> around(LocalDateTime before, LocalDateTime after, String zone) {
    return new Around(before, after, zone).shapes();
  }

  /** The starts from one day to another, ascending. */
  List<LocalDateTime> between(LocalDate first, LocalDate last) {
    var result = new ArrayList<LocalDateTime>();
    for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
      for (var start : starts.apply(day)) {
        if (!start.isBefore(times.start()) && !times.except().contains(start)) {
          result.add(start);
        }
      }
    }
    return result;
  }

  private static final class Around {

    private final List<WindowShape> shapes = new ArrayList<>();
    private final LocalDateTime before;
    private final LocalDateTime after;
    private final LocalDateTime middle;
    private final String zone;
    private final LocalDate day;

    Around(LocalDateTime before, LocalDateTime after, String zone) {
      this.before = before;
      this.after = after;
      this.zone = zone;
      var seconds = ChronoUnit.SECONDS.between(before, after);
      this.middle = before.plusSeconds(seconds / 2).truncatedTo(ChronoUnit.MINUTES);
      this.day = middle.toLocalDate();
    }

    List<WindowShape> shapes() {
      for (var time :
          List.of(
              middle.toLocalTime(),
              before.toLocalTime(),
              after.toLocalTime(),
              before.toLocalTime().minusSeconds(1),
              LocalTime.MIDNIGHT)) {
        daily("daily " + time, time, Duration.ofHours(1));
        daily("a day from " + time, time, Duration.ofDays(1));
      }
      daily("night", LocalTime.of(22, 0), Duration.ofHours(8));
      daily("into the change", middle.toLocalTime().minusHours(3), Duration.ofHours(3));
      weekly();
      monthly();
      often();
      once();
      ending();
      return shapes;
    }

    private void add(
        String name,
        LocalDateTime start,
        Duration length,
        String rule,
        int reach,
        Function<LocalDate, List<LocalDateTime>> starts) {
      var times = new WindowTimes(start, length, zone, rule, new TreeSet<>());
      shapes.add(new WindowShape(name, times, starts, reach));
    }

    private void days(
        String name,
        LocalTime time,
        Duration length,
        String rule,
        int reach,
        Predicate<LocalDate> isDay) {
      add(
          name,
          LocalDate.of(2019, 1, 1).atTime(time),
          length,
          rule,
          reach,
          it -> isDay.test(it) ? List.of(it.atTime(time)) : List.of());
    }

    private void daily(String name, LocalTime time, Duration length) {
      days(name, time, length, "FREQ=DAILY", 4, it -> true);
    }

    private void weekly() {
      var time = middle.toLocalTime();
      var weekday = day.getDayOfWeek();
      var text = weekday.name().substring(0, 2);
      days(
          "weekly in the change",
          time,
          Duration.ofHours(2),
          "FREQ=WEEKLY;BYDAY=" + text,
          9,
          it -> it.getDayOfWeek() == weekday);
      days(
          "longer than a day",
          time,
          Duration.ofHours(30),
          "FREQ=WEEKLY;BYDAY=" + weekday.minus(1).name().substring(0, 2),
          10,
          it -> it.getDayOfWeek() == weekday.minus(1));
      days(
          "nights of the week",
          LocalTime.of(22, 30),
          Duration.ofHours(8),
          "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH",
          9,
          it -> it.getDayOfWeek().getValue() <= 4);
      days(
          "days of a second week",
          time,
          Duration.ofDays(1),
          "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO",
          18,
          it ->
              (it.getDayOfWeek() == DayOfWeek.MONDAY || it.getDayOfWeek() == DayOfWeek.SUNDAY)
                  && weeksFrom2019(it) % 2 == 0);
      days(
          "each second day",
          time,
          Duration.ofDays(1),
          "FREQ=DAILY;INTERVAL=2",
          6,
          it -> Math.floorMod(it.toEpochDay() - LocalDate.of(2019, 1, 1).toEpochDay(), 2) == 0);
    }

    /** 2019-01-01 is in the week that begins on 2018-12-31. */
    private static long weeksFrom2019(LocalDate date) {
      return Math.floorDiv(date.toEpochDay() - LocalDate.of(2018, 12, 31).toEpochDay(), 7);
    }

    private void monthly() {
      days(
          "last Friday",
          LocalTime.of(18, 0),
          Duration.ofDays(2),
          "FREQ=MONTHLY;BYDAY=-1FR",
          70,
          it -> it.equals(it.with(TemporalAdjusters.lastInMonth(DayOfWeek.FRIDAY))));
      days(
          "last working day",
          middle.toLocalTime(),
          Duration.ofHours(3),
          "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
          70,
          it -> it.equals(lastWorkingDay(it)));
      days(
          "days of the change",
          middle.toLocalTime(),
          Duration.ofMinutes(90),
          "FREQ=MONTHLY;BYMONTHDAY=" + day.getDayOfMonth() + "," + -1,
          70,
          it ->
              it.getDayOfMonth() == day.getDayOfMonth()
                  || it.getDayOfMonth() == it.lengthOfMonth());
    }

    private static LocalDate lastWorkingDay(LocalDate date) {
      var last = date.with(TemporalAdjusters.lastDayOfMonth());
      while (last.getDayOfWeek().getValue() > 5) {
        last = last.minusDays(1);
      }
      return last;
    }

    private void often() {
      every("hourly, half", 60, Duration.ofMinutes(30));
      every("hourly, whole", 60, Duration.ofHours(1));
      every("each 45 minutes", 45, Duration.ofMinutes(20));
      every("each 420 minutes", 420, Duration.ofMinutes(400));
      add(
          "hours of the day",
          LocalDate.of(2019, 1, 1).atTime(0, 10),
          Duration.ofHours(1),
          "FREQ=HOURLY;BYHOUR=0,1,2,3,8,9",
          4,
          it -> IntStream.of(0, 1, 2, 3, 8, 9).mapToObj(hour -> it.atTime(hour, 10)).toList());
    }

    private void every(String name, int minutes, Duration length) {
      var start = LocalDate.of(2019, 1, 1).atTime(0, 0);
      add(
          name,
          start,
          length,
          "FREQ=MINUTELY;INTERVAL=" + minutes,
          4,
          it -> {
            var result = new ArrayList<LocalDateTime>();
            var before = ChronoUnit.DAYS.between(start.toLocalDate(), it) * 24 * 60;
            for (var minute = 0; minute < 24 * 60; minute++) {
              if ((before + minute) % minutes == 0) {
                result.add(it.atTime(minute / 60, minute % 60));
              }
            }
            return result;
          });
    }

    private void once() {
      for (var start :
          List.of(middle, before, after, before.minusSeconds(1), middle.minusHours(5))) {
        for (var length :
            List.of(Duration.ofMinutes(45), Duration.ofHours(5), Duration.ofDays(3))) {
          shapes.add(
              new WindowShape(
                  "once " + start + " " + length,
                  WindowTimes.once(start, length, zone),
                  it -> it.equals(start.toLocalDate()) ? List.of(start) : List.of(),
                  9));
        }
      }
    }

    private void ending() {
      var time = middle.toLocalTime();
      var left = new TreeSet<>(List.of(middle, middle.plusDays(1)));
      shapes.add(
          new WindowShape(
              "left out",
              new WindowTimes(
                  LocalDate.of(2019, 1, 1).atTime(time),
                  Duration.ofHours(5),
                  zone,
                  "FREQ=DAILY",
                  left),
              it -> List.of(it.atTime(time)),
              6));
      var until = middle.toLocalDate().atTime(middle.toLocalTime());
      days(
          "until the change",
          time,
          Duration.ofHours(5),
          "FREQ=DAILY;UNTIL=" + until.toString().replaceAll("[-:]", "") + "00",
          6,
          it -> !it.isAfter(day));
      days(
          "until the day before",
          time,
          Duration.ofHours(5),
          "FREQ=DAILY;UNTIL=" + day.minusDays(1).toString().replace("-", ""),
          6,
          it -> it.isBefore(day));
      add(
          "from the change on",
          middle,
          Duration.ofHours(5),
          "FREQ=DAILY;COUNT=3",
          9,
          it -> it.isBefore(day.plusDays(3)) ? List.of(it.atTime(time)) : List.of());
    }
  }
}
