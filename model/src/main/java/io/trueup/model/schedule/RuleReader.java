package io.trueup.model.schedule;

import static java.time.temporal.TemporalAdjusters.previousOrSame;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dmfs.rfc5545.Weekday;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.WeekdayNum;
import org.jspecify.annotations.Nullable;

/**
 * Reads recurrence rules of RFC 5545. The library parses them and expands months and years; steps
 * of a week and less are computed here, where the library gives up after a thousand steps that a
 * filter drops.
 */
final class RuleReader {

  private static final int MOST_CHARACTERS = 512;
  private static final int DAY = 86_400;

  // Names, since the library's parts cannot be initialized before its rules.
  private static final Set<String> NOT_OF_DAYS =
      Set.of("UNTIL", "COUNT", "BYHOUR", "BYMINUTE", "BYSECOND");

  private final String text;
  private final LocalDateTime start;
  private final RecurrenceRule rule;

  private RuleReader(String text, LocalDateTime start) {
    this.text = text;
    this.start = start;
    this.rule = parse(text);
  }

  /**
   * What a rule names, without its end and its count.
   *
   * @throws IllegalArgumentException with a sentence for the author
   */
  static Recurrence read(String text, LocalDateTime start) {
    return new RuleReader(text, start).read();
  }

  /** The rule as the library reads it. */
  static RecurrenceRule parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "A recurrence rule has at most %d characters, found %d"
              .formatted(MOST_CHARACTERS, text.length()));
    }
    try {
      return new RecurrenceRule(text, RecurrenceRule.RfcMode.RFC5545_STRICT);
    } catch (InvalidRecurrenceRuleException e) {
      throw invalid(text, e);
    } catch (RuntimeException e) { // the library's parser also fails this way
      throw invalid(text, e);
    }
  }

  private static IllegalArgumentException invalid(String text, Exception cause) {
    return new IllegalArgumentException(
        "'%s' is no recurrence rule of RFC 5545, such as 'FREQ=WEEKLY;BYDAY=FR': %s"
            .formatted(text, cause.getMessage()),
        cause);
  }

  private Recurrence read() {
    for (var part : List.of(Part.RSCALE, Part.SKIP)) {
      if (rule.hasPart(part)) {
        throw wrong("has %s, which Trueup does not follow".formatted(part));
      }
    }
    return switch (rule.getFreq()) {
      case SECONDLY, MINUTELY, HOURLY -> stepped();
      case DAILY -> new Recurrence(days(rule.getInterval()), fixed());
      case WEEKLY -> new Recurrence(rule.hasPart(Part.BYSETPOS) ? periods() : weeks(), fixed());
      case MONTHLY, YEARLY -> new Recurrence(periods(), fixed());
    };
  }

  private IllegalArgumentException wrong(String reason) {
    return new IllegalArgumentException("The recurrence rule '%s' %s".formatted(text, reason));
  }

  private RecurrenceTimes.Fixed fixed() {
    var times =
        RecurrenceTimes.product(
            IntStream.of(values(Part.BYHOUR, start.getHour())),
            values(Part.BYMINUTE, start.getMinute()),
            values(Part.BYSECOND, start.getSecond()));
    if (rule.hasPart(Part.BYSETPOS)) {
      if (rule.getFreq() == Freq.DAILY) {
        times = chosen(times);
      } else if (times.length > 1) {
        throw wrong("has BYSETPOS and several times of a day. Write one time of a day");
      }
    }
    return new RecurrenceTimes.Fixed(times);
  }

  /** The times at positions of BYSETPOS. */
  private int[] chosen(int[] times) {
    return rule.getByPart(Part.BYSETPOS).stream()
        .mapToInt(at -> at > 0 ? at - 1 : times.length + at)
        .filter(at -> at >= 0 && at < times.length)
        .sorted()
        .distinct()
        .map(at -> times[at])
        .toArray();
  }

  private Recurrence stepped() {
    if (rule.hasPart(Part.BYSETPOS)) {
      throw wrong("has BYSETPOS, which Trueup follows for FREQ=DAILY to YEARLY only");
    }
    var slot =
        switch (rule.getFreq()) {
          case HOURLY -> 3600;
          case MINUTELY -> 60;
          default -> 1;
        };
    var first = start.toEpochSecond(ZoneOffset.UTC) / slot;
    var times =
        new RecurrenceTimes.Stepped(slot, first, rule.getInterval(), slots(slot), inside(slot));
    var step = (long) slot * rule.getInterval();
    return step % DAY == 0
        ? new Recurrence(days(step / DAY), times.fixed())
        : new Recurrence(days(1), times.isSame() ? times.fixed() : times);
  }

  private boolean[] slots(int slot) {
    var result = new boolean[DAY / slot];
    var hours = set(Part.BYHOUR);
    var minutes = slot < 3600 ? set(Part.BYMINUTE) : null;
    var seconds = slot < 60 ? set(Part.BYSECOND) : null;
    for (var i = 0; i < result.length; i++) {
      var at = i * slot;
      result[i] =
          (hours == null || hours.contains(at / 3600))
              && (minutes == null || minutes.contains(at / 60 % 60))
              && (seconds == null || seconds.contains(at % 60));
    }
    return result;
  }

  private int[] inside(int slot) {
    var minutes = slot > 60 ? values(Part.BYMINUTE, start.getMinute()) : new int[] {0};
    var seconds = slot > 1 ? values(Part.BYSECOND, start.getSecond()) : new int[] {0};
    return RecurrenceTimes.product(IntStream.of(0), minutes, seconds);
  }

  /** A leap second, which java.time does not have, is the second before. */
  private int[] values(Part part, int otherwise) {
    return rule.hasPart(part)
        ? rule.getByPart(part).stream()
            .mapToInt(it -> part == Part.BYSECOND ? Math.min(it, 59) : it)
            .toArray()
        : new int[] {otherwise};
  }

  private @Nullable Set<Integer> set(Part part) {
    return rule.hasPart(part) ? new TreeSet<>(rule.getByPart(part)) : null;
  }

  private DailyDays days(long interval) {
    return days(interval, weekdays(), null);
  }

  private DailyDays weeks() {
    var day = start.getDayOfWeek();
    var weekdays = weekdays();
    if (weekdays == null) {
      weekdays = new BitSet();
      weekdays.set(day.getValue());
    }
    var first = start.toLocalDate().with(previousOrSame(dayOfWeek(rule.getWeekStart())));
    return days(1, weekdays, new DailyDays.Weeks(first.toEpochDay(), checkedInterval()));
  }

  private @Nullable BitSet weekdays() {
    if (!rule.hasPart(Part.BYDAY)) {
      return null;
    }
    var result = new BitSet();
    rule.getByDayPart().forEach(it -> result.set(dayOfWeek(it.weekday).getValue()));
    return result;
  }

  private DailyDays days(
      long interval, @Nullable BitSet weekdays, DailyDays.@Nullable Weeks weeks) {
    var months = rule.hasPart(Part.BYMONTH) ? new BitSet() : null;
    if (months != null) {
      // The library counts months from 0.
      rule.getByPart(Part.BYMONTH).forEach(it -> months.set(it + 1));
    }
    return new DailyDays(
        start.toLocalDate().toEpochDay(),
        interval,
        months,
        set(Part.BYMONTHDAY),
        set(Part.BYYEARDAY),
        weekdays,
        weeks);
  }

  private int checkedInterval() {
    var most =
        switch (rule.getFreq()) {
          case WEEKLY -> 5200;
          case MONTHLY -> 1200;
          default -> 100;
        };
    if (rule.getInterval() > most) {
      throw wrong(
          "has INTERVAL=%d, so that it recurs after more than a century. INTERVAL is at most %d"
              .formatted(rule.getInterval(), most));
    }
    return rule.getInterval();
  }

  private PeriodDays periods() {
    var interval = checkedInterval();
    var days = parse(text);
    nameDays(days);
    return new PeriodDays(
        withoutTimes(days), interval, start.toLocalDate(), dayOfWeek(rule.getWeekStart()));
  }

  /** Names the days that the rule takes from its start. */
  private void nameDays(RecurrenceRule days) {
    if (rule.hasPart(Part.BYDAY) || rule.hasPart(Part.BYMONTHDAY) || rule.hasPart(Part.BYYEARDAY)) {
      return;
    }
    if (rule.getFreq() == Freq.WEEKLY || rule.hasPart(Part.BYWEEKNO)) {
      days.setByDayPart(List.of(new WeekdayNum(0, weekday(start.getDayOfWeek()))));
      return;
    }
    put(days, Part.BYMONTHDAY, start.getDayOfMonth());
    if (rule.getFreq() == Freq.YEARLY && !rule.hasPart(Part.BYMONTH)) {
      put(days, Part.BYMONTH, start.getMonthValue() - 1);
    }
  }

  private static void put(RecurrenceRule days, Part part, int value) {
    try {
      days.setByPart(part, value);
    } catch (InvalidRecurrenceRuleException e) {
      throw new IllegalStateException("The library refuses %s=%d".formatted(part, value), e);
    }
  }

  /** The same rule by its text, since the library sets no end and drops no part. */
  private static RecurrenceRule withoutTimes(RecurrenceRule days) {
    var kept = new StringBuilder();
    for (var part : days.toString().split(";", -1)) {
      if (!NOT_OF_DAYS.contains(part.substring(0, part.indexOf('=')))) {
        kept.append(kept.isEmpty() ? "" : ";").append(part);
      }
    }
    return parse(kept.toString());
  }

  private static DayOfWeek dayOfWeek(Weekday day) {
    return Stream.of(DayOfWeek.values())
        .filter(it -> it.name().startsWith(day.name()))
        .findFirst()
        .orElseThrow();
  }

  private static Weekday weekday(DayOfWeek day) {
    return Weekday.valueOf(day.name().substring(0, 2));
  }
}
