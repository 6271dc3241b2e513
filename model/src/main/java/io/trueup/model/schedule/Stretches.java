package io.trueup.model.schedule;

import java.util.Arrays;

/**
 * The occurrences of a window around an instant, merged, in seconds since the epoch. Immutable.
 *
 * @param from instants from here on are known
 * @param to and before here
 * @param starts ascending
 * @param ends of each; {@link #NEVER} for one that does not end within a generation
 * @param next start of the first occurrence from {@code to} on; {@link #NEVER} when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and asked very often
record Stretches(long from, long to, long[] starts, long[] ends, long next) {

  static final long NEVER = Long.MAX_VALUE;

  boolean covers(long instant) {
    return instant >= from && instant < to;
  }

  /** The index of the occurrence that an instant is in; negative when it is in none. */
  int at(long instant) {
    var found = Arrays.binarySearch(starts, instant);
    var index = found >= 0 ? found : -found - 2;
    return index >= 0 && instant < ends[index] ? index : -1;
  }

  /** The first start after an instant that is covered; {@link #NEVER} when there is none. */
  long startAfter(long instant) {
    var found = Arrays.binarySearch(starts, instant);
    var index = found >= 0 ? found + 1 : -found - 1;
    return index < starts.length ? starts[index] : next;
  }
}
