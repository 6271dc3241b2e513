package io.trueup.model.schedule;

import java.util.PrimitiveIterator;

/**
 * The starts of a window on the wall clock, before exceptions and before what ends the rule.
 *
 * @param days on which there may be starts
 * @param times of such a day
 */
record Recurrence(RecurrenceDays days, RecurrenceTimes times) {

  /** The starts from one on, as wall-clock seconds, ascending. */
  PrimitiveIterator.OfLong from(long local) {
    var all = days.from(Math.floorDiv(local, 86_400L));
    return new PrimitiveIterator.OfLong() {
      private int[] today = new int[0];
      private int index;
      private long day;

      @Override
      public boolean hasNext() {
        while (true) {
          while (index < today.length) {
            if (day * 86_400L + today[index] >= local) {
              return true;
            }
            index++;
          }
          if (!all.hasNext()) {
            return false;
          }
          day = all.nextLong();
          today = times.of(day);
          index = 0;
        }
      }

      @Override
      public long nextLong() {
        if (!hasNext()) {
          throw new java.util.NoSuchElementException();
        }
        return day * 86_400L + today[index++];
      }
    };
  }
}
