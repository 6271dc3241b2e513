package io.trueup.model.schedule;

import static io.trueup.model.schedule.Stretches.NEVER;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the occurrences around an instant. On days on which the clock is not changed it takes the
 * times of a day as they are, merged; on other days it asks the zone for each. Bounded: it walks a
 * generation of days at most, before and after the instant, for occurrences that touch.
 */
final class StretchBuilder {

  private static final long DAY = 86_400;

  /** An occurrence that does not end within a generation does not end. */
  private static final long GENERATION = 30 * 366 * DAY;

  /** The clock of a zone was never changed by more. */
  private static final long CHANGE = DAY + 3600;

  /** As many occurrences after the instant are found at once. */
  private static final int AHEAD = 16;

  /** After so many days one occurrence ahead is enough. */
  private static final int FAR_AHEAD = 400;

  private final WindowStarts window;
  private final RecurrenceTimes times;
  private final long instant;
  private final long[] runs;

  private long[] starts = new long[2 * AHEAD];
  private long[] ends = new long[2 * AHEAD];
  private int count;
  private int ahead;
  private long start = NEVER;
  private long end;

  private StretchBuilder(WindowStarts window, RecurrenceTimes times, long[] runs, long instant) {
    this.window = window;
    this.times = times;
    this.instant = instant;
    this.runs = runs;
  }

  static Stretches once(WindowStarts window) {
    var start = window.clock().instant(window.first());
    return new Stretches(
        Long.MIN_VALUE, NEVER, new long[] {start}, new long[] {start + window.length()}, NEVER);
  }

  /** The occurrences around an instant of a window that recurs. */
  static Stretches around(WindowStarts window, Recurrence recurrence, long[] runs, long instant) {
    var local = window.clock().floor(instant);
    for (var back = window.length() + 2 * CHANGE; ; back *= 4) {
      var isFar = back > GENERATION;
      var from = Math.max(local - (isFar ? GENERATION : back), window.first());
      var builder = new StretchBuilder(window, recurrence.times(), runs, instant);
      var result = builder.build(recurrence, Math.floorDiv(from, DAY), isFar);
      if (result != null) {
        return result;
      }
    }
  }

  /**
   * The merged times of a day, if they are the same on each: pairs of a start and an end in seconds
   * after midnight.
   */
  static long[] runs(RecurrenceTimes times, long length) {
    if (!(times instanceof RecurrenceTimes.Fixed fixed)) {
      return new long[0];
    }
    var result = new long[2 * fixed.times().length];
    var size = 0;
    for (var time : fixed.times()) {
      if (size > 0 && time <= result[size - 1]) {
        result[size - 1] = time + length;
      } else {
        result[size++] = time;
        result[size++] = time + length;
      }
    }
    return Arrays.copyOf(result, size);
  }

  /**
   * Finds the occurrences from a day on.
   *
   * @param isFar whether the occurrence that the instant is in may as well start that day
   * @return null when an earlier start may belong to the occurrence that the instant is in
   */
  private @Nullable Stretches build(Recurrence recurrence, long day, boolean isFar) {
    var isFirst = day * DAY <= window.first();
    var known = isFirst ? Long.MIN_VALUE : window.clock().instant(day * DAY) + window.length() + 1;
    if (known > instant) {
      return null;
    }
    var isAll = walk(recurrence, day, isFar ? Long.MIN_VALUE : known);
    if (isAll && start != NEVER) {
      finish();
    }
    if (!isFar && count == 0 && start < known && end > instant) {
      return null;
    }
    var from = known;
    if (count > 0 && starts[0] < known) {
      var contains = ends[0] > instant;
      if (contains && !isFar) {
        return null;
      }
      from = contains ? starts[0] : Math.max(known, ends[0]);
    }
    return new Stretches(
        from,
        isAll ? NEVER : start,
        Arrays.copyOf(starts, count),
        Arrays.copyOf(ends, count),
        isAll ? NEVER : start);
  }

  /**
   * Walks the days from one on; no further, once it is clear that the occurrence that the instant
   * is in starts before {@code surely}.
   *
   * @return whether it came to the last start
   */
  private boolean walk(Recurrence recurrence, long firstDay, long surely) {
    var days = recurrence.days().from(firstDay);
    WallClock.@Nullable Steady steady = null;
    var walked = 0;
    while (days.hasNext()) {
      var day = days.nextLong();
      if (steady == null || day > steady.lastDay()) {
        steady = window.clock().steady(day);
      }
      if (steady != null && isWhole(day) && steady.isSame(day)) {
        addDay(steady.instant(day * DAY));
      } else if (!addTimes(day, steady)) {
        return true;
      }
      if (count == 0 && start < surely && end > instant) {
        return false;
      }
      if (start != NEVER && end - Math.max(start, instant) > GENERATION) {
        end = NEVER;
        return true;
      }
      if (ahead >= AHEAD || (ahead > 0 && ++walked > FAR_AHEAD)) {
        return false;
      }
    }
    return true;
  }

  /** Whether each time of a day is a start. */
  private boolean isWhole(long day) {
    return runs.length > 0
        && day * DAY > window.first()
        && (day + 3) * DAY < window.last()
        && !window.hasExcept(day * DAY, (day + 1) * DAY);
  }

  private void addDay(long midnight) {
    for (var i = 0; i < runs.length; i += 2) {
      add(midnight + runs[i], midnight + runs[i + 1]);
    }
  }

  /** Whether there may be later starts. */
  private boolean addTimes(long day, WallClock.@Nullable Steady steady) {
    for (var time : times.of(day)) {
      var local = day * DAY + time;
      if (window.isPast(local)) {
        return false;
      }
      if (window.isStart(local)) {
        var at = steady == null ? window.clock().instant(local) : steady.instant(local);
        add(at, at + window.length());
      }
    }
    return true;
  }

  private void add(long from, long to) {
    if (start != NEVER && from <= end) {
      end = Math.max(end, to);
      return;
    }
    if (start != NEVER) {
      finish();
    }
    start = from;
    end = to;
  }

  private void finish() {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count++] = end;
    if (end > instant) {
      ahead++;
    }
  }
}
