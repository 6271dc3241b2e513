package io.trueup.model.schedule;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The days of a rule that comes weekly or more often: each day, or every so many, that its filters
 * let pass.
 *
 * @param first day of the first start
 * @param interval between days
 * @param months that pass; null for each
 * @param monthDays that pass, negative ones from the month's end; null for each
 * @param yearDays that pass, likewise; null for each
 * @param weekdays that pass, Monday is 1; null for each
 * @param weeks in which days pass; null for each
 */
record DailyDays(
    long first,
    long interval,
    @Nullable BitSet months,
    @Nullable Set<Integer> monthDays,
    @Nullable Set<Integer> yearDays,
    @Nullable BitSet weekdays,
    @Nullable Weeks weeks)
    implements RecurrenceDays {

  /**
   * Every so many weeks.
   *
   * @param first day of the first week
   * @param interval between weeks
   */
  record Weeks(long first, long interval) {

    private boolean have(long day) {
      return Math.floorDiv(day - first, 7) % interval == 0;
    }
  }

  /** The calendar repeats after so many days: a day that is not in them never comes. */
  private static final long FOUR_CENTURIES = 146_097;

  /** The day of the week of 1970-01-01, counted from Monday. */
  private static final int THURSDAY = 3;

  @Override
  public PrimitiveIterator.OfLong from(long day) {
    var behind = Math.floorMod(day - first, interval);
    var start = behind == 0 ? day : day + interval - behind;
    return new PrimitiveIterator.OfLong() {
      private long next = passing(start);

      @Override
      public boolean hasNext() {
        return next <= LAST;
      }

      @Override
      public long nextLong() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        var result = next;
        next = passing(result + interval);
        return result;
      }
    };
  }

  /** The first day, from one on, that passes; one after the last when there is none. */
  private long passing(long from) {
    var tries = FOUR_CENTURIES;
    for (var day = from; day <= LAST && tries > 0; day += interval, tries--) {
      if (isOfWeek(day) && (!isOfYear() || passes(LocalDate.ofEpochDay(day)))) {
        return day;
      }
    }
    return LAST + 1;
  }

  private boolean isOfWeek(long day) {
    return (weekdays == null || weekdays.get((int) Math.floorMod(day + THURSDAY, 7L) + 1))
        && (weeks == null || weeks.have(day));
  }

  /** Whether a day's date matters. */
  private boolean isOfYear() {
    return months != null || monthDays != null || yearDays != null;
  }

  private boolean passes(LocalDate day) {
    return (months == null || months.get(day.getMonthValue()))
        && (monthDays == null || has(monthDays, day.getDayOfMonth(), day.lengthOfMonth()))
        && (yearDays == null || has(yearDays, day.getDayOfYear(), day.lengthOfYear()));
  }

  private static boolean has(Set<Integer> values, int value, int length) {
    return values.contains(value) || values.contains(value - length - 1);
  }
}
