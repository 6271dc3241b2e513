package io.trueup.model.schedule;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The starts of a window in wall-clock time, checked.
 *
 * @param clock of the zone
 * @param first the first start that the rule names, or the start without a rule
 * @param last no start is later on the wall clock
 * @param end no start is a later instant
 * @param length from a start to its end
 * @param recurrence null for a window that is in force once
 * @param except starts that are left out, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and asked very often
record WindowStarts(
    WallClock clock,
    long first,
    long last,
    long end,
    long length,
    @Nullable Recurrence recurrence,
    long[] except) {

  private static final LocalDateTime EARLIEST = LocalDateTime.of(1900, 1, 1, 0, 0);
  private static final LocalDateTime LATEST = LocalDateTime.of(9999, 12, 31, 23, 59, 59);
  private static final long LONGEST = 36_525L * 86_400;
  private static final long LONGEST_RECURRING = 366L * 86_400;
  private static final int MOST_EXCEPT = 1000;
  private static final int MOST_COUNT = 10_000;

  /** The distance between starts is looked at for so many of them. */
  private static final int LOOK = 300;

  private static final long SHORTEST_PERIOD = 60;

  static WindowStarts of(WindowTimes times) {
    var clock = WallClock.of(times.zone());
    var start = start(times.start());
    var length = length(times);
    var except = except(times);
    if (times.rule() == null) {
      if (Arrays.binarySearch(except, start) >= 0) {
        throw new IllegalArgumentException(
            "The window's only start, %s, is left out, so that it is never in force"
                .formatted(times.start()));
      }
      var once = new WindowStarts(clock, start, start, Long.MAX_VALUE, length, null, new long[0]);
      once.checkExcept(except);
      return once;
    }
    return recurring(times.rule(), times.start(), length, except, clock);
  }

  private static WindowStarts recurring(
      String text, LocalDateTime from, long length, long[] except, WallClock clock) {
    var recurrence = RuleReader.read(text, from);
    var rule = RuleReader.parse(text);
    var last = LocalDateTime.MAX.toEpochSecond(ZoneOffset.UTC);
    var end = Long.MAX_VALUE;
    var until = rule.getUntil();
    if (until != null) {
      var date = LocalDate.of(until.getYear(), until.getMonth() + 1, until.getDayOfMonth());
      if (until.isAllDay()) {
        last = date.plusDays(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC) - 1;
      } else {
        var second =
            date.atTime(until.getHours(), until.getMinutes(), until.getSeconds())
                .toEpochSecond(ZoneOffset.UTC);
        if (until.isFloating()) {
          last = second;
        } else {
          end = second;
          last = clock.floor(second);
        }
      }
    }
    if (rule.getCount() != null) {
      last = Math.min(last, counted(text, rule.getCount(), recurrence, from));
    }
    var start = from.toEpochSecond(ZoneOffset.UTC);
    var named = new WindowStarts(clock, start, last, end, length, recurrence, new long[0]);
    if (!named.from(start).hasNext()) {
      throw new IllegalArgumentException(
          "The recurrence rule '%s' names no time from %s on, so that the window is never in force"
              .formatted(text, from));
    }
    if (length > LONGEST_RECURRING) {
      throw new IllegalArgumentException(
          "The window lasts %s; one that recurs lasts at most 366 days".formatted(text(length)));
    }
    named.checkPeriod(text);
    named.checkExcept(except);
    var first = named.from(start).nextLong();
    var starts = new WindowStarts(clock, first, last, end, length, recurrence, except);
    if (!starts.from(first).hasNext()) {
      throw new IllegalArgumentException(
          "Every start of the window is left out, so that it is never in force");
    }
    return starts;
  }

  private static long counted(String text, int count, Recurrence recurrence, LocalDateTime from) {
    if (count > MOST_COUNT) {
      throw new IllegalArgumentException(
          "The recurrence rule '%s' has COUNT=%d; at most %d are counted. Write UNTIL instead"
              .formatted(text, count, MOST_COUNT));
    }
    var all = recurrence.from(from.toEpochSecond(ZoneOffset.UTC));
    var last = Long.MIN_VALUE;
    for (var i = 0; i < count && all.hasNext(); i++) {
      last = all.nextLong();
    }
    return last;
  }

  private void checkPeriod(String text) {
    var all = from(first);
    var before = all.nextLong();
    var shortest = Long.MAX_VALUE;
    var at = before;
    for (var i = 0; i < LOOK && all.hasNext(); i++) {
      var next = all.nextLong();
      if (next - before < shortest) {
        shortest = next - before;
        at = before;
      }
      before = next;
    }
    if (shortest < SHORTEST_PERIOD) {
      throw new IllegalArgumentException(
          "The recurrence rule '%s' recurs after %s; at least a minute is between two starts"
              .formatted(text, text(shortest)));
    }
    if (length > shortest) {
      throw new IllegalArgumentException(
          "The window is longer than its period: it lasts %s, and %s after its start on %s it starts again. Shorten it, or let it recur less often"
              .formatted(
                  text(length),
                  text(shortest),
                  LocalDateTime.ofEpochSecond(at, 0, ZoneOffset.UTC)));
    }
  }

  private void checkExcept(long[] times) {
    for (var time : times) {
      var starts = from(time);
      if (!starts.hasNext() || starts.nextLong() != time) {
        throw new IllegalArgumentException(
            "The window leaves out %s, which is none of its starts"
                .formatted(LocalDateTime.ofEpochSecond(time, 0, ZoneOffset.UTC)));
      }
    }
  }

  private static String text(long seconds) {
    return text(Duration.ofSeconds(seconds));
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static long start(LocalDateTime start) {
    if (start.isBefore(EARLIEST) || start.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "The window starts in the year %d; it must be from 1900 to 9999"
              .formatted(start.getYear()));
    }
    if (!start.truncatedTo(ChronoUnit.SECONDS).equals(start)) {
      throw new IllegalArgumentException(
          "The window starts at %s; write whole seconds".formatted(start));
    }
    return start.toEpochSecond(ZoneOffset.UTC);
  }

  private static long length(WindowTimes times) {
    var length = times.length();
    if (length.isNegative() || length.isZero()) {
      throw new IllegalArgumentException(
          "The window lasts %s; its end must be after its start".formatted(text(length)));
    }
    if (length.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "The window lasts %s; write whole seconds".formatted(text(length)));
    }
    if (length.toSeconds() > LONGEST) {
      throw new IllegalArgumentException(
          "The window lasts %s; it may last at most a century".formatted(text(length)));
    }
    return length.toSeconds();
  }

  private static long[] except(WindowTimes times) {
    if (times.except().size() > MOST_EXCEPT) {
      throw new IllegalArgumentException(
          "The window leaves out %d starts; at most %d can be left out"
              .formatted(times.except().size(), MOST_EXCEPT));
    }
    return times.except().stream().mapToLong(it -> it.toEpochSecond(ZoneOffset.UTC)).toArray();
  }

  /** The starts from one on, ascending. */
  PrimitiveIterator.OfLong from(long local) {
    var from = Math.max(local, first);
    return recurrence == null
        ? LongStream.of(first).filter(it -> it >= from).iterator()
        : new Limited(recurrence.from(from));
  }

  /** Whether a time that the recurrence names is a start. */
  boolean isStart(long local) {
    return local >= first && !isExcepted(local) && !isPast(local);
  }

  private boolean isExcepted(long local) {
    return except.length > 0 && Arrays.binarySearch(except, local) >= 0;
  }

  /** Whether a start is left out from one time on, and before another. */
  boolean hasExcept(long from, long to) {
    if (except.length == 0) {
      return false;
    }
    var found = Arrays.binarySearch(except, from);
    var index = found >= 0 ? found : -found - 1;
    return index < except.length && except[index] < to;
  }

  /** Whether a time is later than the last start. */
  boolean isPast(long local) {
    return local > last || (end != Long.MAX_VALUE && clock.instant(local) > end);
  }

  private final class Limited implements PrimitiveIterator.OfLong {

    private static final long NONE = Long.MAX_VALUE;
    private final PrimitiveIterator.OfLong all;
    private long next;

    Limited(PrimitiveIterator.OfLong all) {
      this.all = all;
      this.next = following();
    }

    private long following() {
      while (all.hasNext()) {
        var time = all.nextLong();
        if (isPast(time)) {
          return NONE;
        }
        if (!isExcepted(time)) {
          return time;
        }
      }
      return NONE;
    }

    @Override
    public boolean hasNext() {
      return next != NONE;
    }

    @Override
    public long nextLong() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var result = next;
      next = following();
      return result;
    }
  }
}
