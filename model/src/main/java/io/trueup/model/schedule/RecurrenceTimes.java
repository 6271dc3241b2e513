package io.trueup.model.schedule;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The times of a day that a rule names, as seconds since midnight. Either the same on each day, or
 * those of a step that goes on from the start, over midnight.
 */
sealed interface RecurrenceTimes {

  /** The times of a day, ascending; the caller does not change them. */
  int[] of(long day);

  /** The same times on each day. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and asked very often
  record Fixed(int[] times) implements RecurrenceTimes {

    @Override
    public int[] of(long day) {
      return times;
    }
  }

  /**
   * Slots of a length, of which every so many counts.
   *
   * @param slot length of a slot: an hour, a minute or a second
   * @param first the slot of the start, counted from 1970-01-01T00:00
   * @param interval between slots that count
   * @param slots which slots of a day may count
   * @param inside the times in a slot, ascending
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and asked very often
  record Stepped(int slot, long first, long interval, boolean[] slots, int[] inside)
      implements RecurrenceTimes {

    @Override
    public int[] of(long day) {
      var start = day * slots.length;
      var before = Math.floorMod(start - first, interval);
      var result = new int[inside.length * slots.length];
      var count = 0;
      for (var at = before == 0 ? 0 : interval - before; at < slots.length; at += interval) {
        if (slots[(int) at]) {
          for (var time : inside) {
            result[count++] = (int) at * slot + time;
          }
        }
      }
      return Arrays.copyOf(result, count);
    }

    /** Whether each day has the same slots. */
    boolean isSame() {
      return slots.length % interval == 0;
    }

    Fixed fixed() {
      return new Fixed(of(Math.floorDiv(first, slots.length)));
    }
  }

  /** The times with each of the hours, minutes and seconds. */
  static int[] product(IntStream hours, int[] minutes, int[] seconds) {
    return hours
        .flatMap(hour ->
            Arrays.stream(minutes)
                .flatMap(minute ->
                    Arrays.stream(seconds).map(second -> hour * 3600 + minute * 60 + second)))
        .sorted()
        .distinct()
        .toArray();
  }
}
