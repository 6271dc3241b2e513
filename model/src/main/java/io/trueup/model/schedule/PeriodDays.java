package io.trueup.model.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * The days of a rule that comes weekly, monthly or yearly. The library expands a period; which
 * period is next is computed here, since the library forwards from the first start, and its years
 * begin again after some thousands.
 *
 * @param rule names its days without the first start; without times of day, an end or a count; not
 *     changed by anyone
 * @param interval between periods
 * @param first day of the first start
 * @param weekStart on which a week begins
 */
record PeriodDays(RecurrenceRule rule, int interval, LocalDate first, DayOfWeek weekStart)
    implements RecurrenceDays {

  @Override
  public PrimitiveIterator.OfLong from(long day) {
    var date = LocalDate.ofEpochDay(day);
    // A week of the year may begin in the year before, so look at one period more.
    var periods = Math.floorDiv(index(date) - index(first), interval) - 1;
    var start = start(Math.max(0, periods) * interval);
    return new Found(start, day);
  }

  private final class Found implements PrimitiveIterator.OfLong {

    private final @Nullable RecurrenceRuleIterator all;
    private long next;

    Found(LocalDate start, long day) {
      all = open(start);
      next = after(day - 1);
    }

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
      next = after(result);
      return result;
    }

    private @Nullable RecurrenceRuleIterator open(LocalDate start) {
      try {
        return rule.iterator(
            new DateTime(start.getYear(), start.getMonthValue() - 1, start.getDayOfMonth()));
      } catch (RuntimeException e) {
        return null; // The library gives up after a thousand periods without a day.
      }
    }

    private long after(long last) {
      try {
        while (all != null && all.hasNext()) {
          var found = all.nextDateTime();
          var date = LocalDate.of(found.getYear(), found.getMonth() + 1, found.getDayOfMonth());
          if (date.toEpochDay() > last) {
            return isInStep(date) ? date.toEpochDay() : LAST + 1;
          }
        }
      } catch (RuntimeException e) {
        return LAST + 1; // As above, or its years go on past those that it can count.
      }
      return LAST + 1;
    }
  }

  /** Whether a day is of a period that counts, and not of one after the library's years wrapped. */
  private boolean isInStep(LocalDate date) {
    return rule.getFreq() != Freq.YEARLY
        ? counts(date)
        : counts(date) || counts(date.minusWeeks(1)) || counts(date.plusWeeks(1));
  }

  private boolean counts(LocalDate date) {
    return (index(date) - index(first)) % interval == 0;
  }

  private long index(LocalDate date) {
    return switch (rule.getFreq()) {
      case WEEKLY -> ChronoUnit.WEEKS.between(week(LocalDate.EPOCH), week(date));
      case MONTHLY -> date.getYear() * 12L + date.getMonthValue() - 1;
      default -> date.getYear();
    };
  }

  /** The first day of a period, counted from that of the first start. */
  private LocalDate start(long periods) {
    return switch (rule.getFreq()) {
      case WEEKLY -> week(first).plusWeeks(periods);
      case MONTHLY -> first.withDayOfMonth(1).plusMonths(periods);
      default -> first.withDayOfYear(1).plusYears(periods);
    };
  }

  private LocalDate week(LocalDate date) {
    return date.with(TemporalAdjusters.previousOrSame(weekStart));
  }
}
