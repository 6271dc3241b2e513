package io.trueup.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random rules name the days that a predicate over dates names. {@code -Dtrueup.rules.seed=N}
 * repeats a run, {@code -Dtrueup.rules.count=N} tries more.
 */
class RuleOracleTest {

  private static final int COUNT = Integer.getInteger("trueup.rules.count", 300);
  private static final LocalDate END = LocalDate.of(2040, 1, 1);

  private final long seed = Long.getLong("trueup.rules.seed", 1);
  private final Random random = new Random(seed);

  /** A rule beside what it says about a date. */
  private record Rule(String text, Predicate<LocalDate> names) {}

  @Test
  void namesTheDaysOfThePredicate() {
    var never = 0;
    for (var i = 0; i < COUNT; i++) {
      var start = LocalDate.of(2019 + random.nextInt(8), 1, 1).plusDays(random.nextInt(400));
      var rule = rule(start);
      var expected = start.datesUntil(END).filter(rule.names).map(LocalDate::atStartOfDay).toList();
      var times =
          new WindowTimes(
              start.atTime(10, 0), Duration.ofHours(3), "UTC", rule.text, new TreeSet<>());

      if (expected.isEmpty()) {
        never++;
        continue;
      }

      assertThat(days(WindowCalendar.of(times), start))
          .as("seed %d, '%s' from %s", seed, rule.text, start)
          .isEqualTo(expected);
    }
    assertThat(never).isLessThan(COUNT / 2);
  }

  /** By questions at random instants too, which come in any order. */
  private List<LocalDateTime> days(WindowCalendar calendar, LocalDate start) {
    var result = new ArrayList<LocalDateTime>();
    var at = start.atStartOfDay().minusDays(1).toInstant(ZoneOffset.UTC);
    while (true) {
      calendar.at(at.plus(random.nextInt(5000) - 2500L, ChronoUnit.DAYS));
      var next = calendar.after(at);
      if (next.isEmpty()
          || !next.get().start().isBefore(END.atStartOfDay().toInstant(ZoneOffset.UTC))) {
        return result;
      }
      at = next.get().start();
      assertThat(calendar.at(at)).isEqualTo(next);
      assertThat(next.get().end()).isEqualTo(at.plus(Duration.ofHours(3)));
      result.add(LocalDateTime.ofInstant(at, ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS));
    }
  }

  private Rule rule(LocalDate start) {
    var interval = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(4);
    return switch (random.nextInt(4)) {
      case 0 -> daily(start, interval);
      case 1 -> weekly(start, interval);
      case 2 -> monthly(start, interval);
      default -> yearly(start, interval);
    };
  }

  private Rule daily(LocalDate start, int interval) {
    var months = numbers(12);
    var weekdays = numbers(7);
    var monthDays = random.nextBoolean() ? List.<Integer>of() : monthDays();
    return new Rule(
        "FREQ=DAILY;INTERVAL="
            + interval
            + part("BYMONTH", months)
            + weekdays(weekdays)
            + part("BYMONTHDAY", monthDays),
        it ->
            ChronoUnit.DAYS.between(start, it) % interval == 0
                && in(months, it.getMonthValue())
                && in(weekdays, it.getDayOfWeek().getValue())
                && isMonthDay(monthDays, it));
  }

  private Rule weekly(LocalDate start, int interval) {
    var weekStart = DayOfWeek.of(1 + random.nextInt(7));
    var weekdays = numbers(7);
    var months = numbers(12);
    var monday = start.with(TemporalAdjusters.previousOrSame(weekStart));
    return new Rule(
        "FREQ=WEEKLY;INTERVAL="
            + interval
            + ";WKST="
            + text(weekStart)
            + weekdays(weekdays)
            + part("BYMONTH", months),
        it ->
            ChronoUnit.DAYS.between(monday, it) / 7 % interval == 0
                && in(months, it.getMonthValue())
                && (weekdays.isEmpty()
                    ? it.getDayOfWeek() == start.getDayOfWeek()
                    : in(weekdays, it.getDayOfWeek().getValue())));
  }

  private Rule monthly(LocalDate start, int interval) {
    var text = "FREQ=MONTHLY;INTERVAL=" + interval;
    Predicate<LocalDate> inMonth =
        it ->
            (it.getYear() * 12 + it.getMonthValue() - start.getYear() * 12 - start.getMonthValue())
                    % interval
                == 0;
    var months = numbers(12);
    Predicate<LocalDate> both = it -> inMonth.test(it) && in(months, it.getMonthValue());
    text += part("BYMONTH", months);
    return switch (random.nextInt(4)) {
      case 0 -> new Rule(text, it -> both.test(it) && it.getDayOfMonth() == start.getDayOfMonth());
      case 1 -> {
        var days = monthDays();
        yield new Rule(
            text + part("BYMONTHDAY", days), it -> both.test(it) && isMonthDay(days, it));
      }
      case 2 -> {
        var nth = random.nextBoolean() ? 1 + random.nextInt(5) : -1 - random.nextInt(5);
        var weekday = DayOfWeek.of(1 + random.nextInt(7));
        yield new Rule(
            text + ";BYDAY=" + nth + text(weekday),
            it -> both.test(it) && isNth(it, nth, weekday, it.getDayOfMonth(), it.lengthOfMonth()));
      }
      default -> {
        var position = random.nextBoolean() ? 1 + random.nextInt(4) : -1 - random.nextInt(4);
        yield new Rule(
            text + ";BYDAY=MO,TU,WE,TH,FR;BYSETPOS=" + position,
            it -> both.test(it) && it.equals(workingDay(it, position)));
      }
    };
  }

  private static LocalDate workingDay(LocalDate month, int position) {
    var days =
        month
            .withDayOfMonth(1)
            .datesUntil(month.withDayOfMonth(1).plusMonths(1))
            .filter(it -> it.getDayOfWeek().getValue() < 6)
            .toList();
    return days.get(position > 0 ? position - 1 : days.size() + position);
  }

  private Rule yearly(LocalDate start, int interval) {
    Predicate<LocalDate> inYear = it -> (it.getYear() - start.getYear()) % interval == 0;
    var text = "FREQ=YEARLY;INTERVAL=" + interval;
    var month = 1 + random.nextInt(12);
    return switch (random.nextInt(5)) {
      case 0 ->
          new Rule(
              text,
              it ->
                  inYear.test(it)
                      && it.getMonthValue() == start.getMonthValue()
                      && it.getDayOfMonth() == start.getDayOfMonth());
      case 1 -> {
        var days = monthDays();
        yield new Rule(
            text + ";BYMONTH=" + month + part("BYMONTHDAY", days),
            it -> inYear.test(it) && it.getMonthValue() == month && isMonthDay(days, it));
      }
      case 2 -> {
        var nth = random.nextBoolean() ? 1 + random.nextInt(53) : -1 - random.nextInt(53);
        var weekday = DayOfWeek.of(1 + random.nextInt(7));
        yield new Rule(
            text + ";BYDAY=" + nth + text(weekday),
            it -> inYear.test(it) && isNth(it, nth, weekday, it.getDayOfYear(), it.lengthOfYear()));
      }
      case 3 -> {
        var day = random.nextBoolean() ? 1 + random.nextInt(366) : -1 - random.nextInt(366);
        yield new Rule(
            text + ";BYYEARDAY=" + day,
            it ->
                inYear.test(it)
                    && it.getDayOfYear() == (day > 0 ? day : it.lengthOfYear() + 1 + day));
      }
      default -> {
        var weekday = DayOfWeek.of(1 + random.nextInt(7));
        yield new Rule(
            text + ";BYMONTH=" + month + ";BYDAY=" + text(weekday),
            it -> inYear.test(it) && it.getMonthValue() == month && it.getDayOfWeek() == weekday);
      }
    };
  }

  private static boolean isNth(LocalDate date, int nth, DayOfWeek weekday, int day, int length) {
    var place = nth > 0 ? (day - 1) / 7 + 1 : -((length - day) / 7 + 1);
    return date.getDayOfWeek() == weekday && place == nth;
  }

  private static boolean isMonthDay(List<Integer> days, LocalDate date) {
    return days.isEmpty()
        || days.contains(date.getDayOfMonth())
        || days.contains(date.getDayOfMonth() - date.lengthOfMonth() - 1);
  }

  private List<Integer> monthDays() {
    return IntStream.range(0, 1 + random.nextInt(3))
        .map(it -> random.nextBoolean() ? 1 + random.nextInt(31) : -1 - random.nextInt(31))
        .distinct()
        .boxed()
        .toList();
  }

  /** None, or some from 1 on. */
  private List<Integer> numbers(int most) {
    return random.nextInt(3) > 0
        ? List.of()
        : IntStream.range(0, 1 + random.nextInt(4))
            .map(it -> 1 + random.nextInt(most))
            .distinct()
            .boxed()
            .toList();
  }

  private static boolean in(List<Integer> numbers, int number) {
    return numbers.isEmpty() || numbers.contains(number);
  }

  private static String part(String name, List<Integer> values) {
    return values.isEmpty()
        ? ""
        : ";" + name + "=" + values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String weekdays(List<Integer> days) {
    return days.isEmpty()
        ? ""
        : ";BYDAY="
            + days.stream().map(it -> text(DayOfWeek.of(it))).collect(Collectors.joining(","));
  }

  private static String text(DayOfWeek day) {
    return day.name().substring(0, 2);
  }

  /** Whatever a rule says, it is taken or refused with a sentence, in bounded time. */
  @Test
  void answersAnyRule() {
    var parts =
        List.of(
            "INTERVAL=99999",
            "INTERVAL=7",
            "COUNT=3",
            "COUNT=1000000",
            "UNTIL=20190101T000000Z",
            "UNTIL=99991231",
            "BYMONTH=2",
            "BYMONTHDAY=31",
            "BYMONTHDAY=-31,30",
            "BYDAY=MO,TU",
            "BYDAY=-5FR",
            "BYDAY=53SU",
            "BYYEARDAY=366",
            "BYYEARDAY=-366",
            "BYWEEKNO=53",
            "BYWEEKNO=1",
            "BYHOUR=0,23",
            "BYMINUTE=0,59",
            "BYSECOND=0,60",
            "BYSETPOS=-1",
            "BYSETPOS=366",
            "WKST=SU",
            "SKIP=OMIT",
            "RSCALE=GREGORIAN",
            "X=1",
            "BYDAY=",
            "FREQ");
    var frequencies =
        List.of("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY");
    for (var i = 0; i < COUNT; i++) {
      var text = new StringBuilder("FREQ=" + frequencies.get(random.nextInt(frequencies.size())));
      for (var j = random.nextInt(5); j > 0; j--) {
        text.append(';').append(parts.get(random.nextInt(parts.size())));
      }
      var length = Duration.ofSeconds(1 + random.nextInt(3 * 86_400));
      var times =
          new WindowTimes(
              LocalDateTime.of(2020, 2, 29, 23, 30),
              random.nextBoolean() ? Duration.ofMinutes(1) : length,
              random.nextBoolean() ? "Africa/Casablanca" : "UTC",
              text.toString(),
              new TreeSet<>());
      answers(times);
    }
  }

  private void answers(WindowTimes times) {
    var before = System.nanoTime();
    try {
      var calendar = WindowCalendar.of(times);
      for (var at : List.of("1500-01-01", "2026-01-01", "2100-06-01", "9999-12-31")) {
        var instant = Instant.parse(at + "T00:00:00Z");
        calendar.at(instant);
        calendar.after(instant);
      }
      calendar.at(Instant.MAX);
      calendar.after(Instant.MIN);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).as("seed %d, %s", seed, times).matches("(?s).*[A-Za-z].{20,}");
    } catch (RuntimeException e) {
      throw new AssertionError("Seed %d, %s".formatted(seed, times), e);
    }
    var took = Duration.ofNanos(System.nanoTime() - before);
    if (took.compareTo(Duration.ofSeconds(1)) > 0) {
      System.out.printf("Took %s: %s%n", took, times);
    }
  }

  @Test
  void refusesWhatNeverRecurs() {
    assertThatThrownBy(() ->
            WindowCalendar.of(
                new WindowTimes(
                    LocalDateTime.of(2026, 1, 1, 0, 0),
                    Duration.ofHours(1),
                    "UTC",
                    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
                    new TreeSet<>())))
        .hasMessage(
            "The recurrence rule 'FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2' names no time from 2026-01-01T00:00 on, so that the window is never in force");
  }
}
