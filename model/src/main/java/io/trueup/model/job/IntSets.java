package io.trueup.model.job;

import java.util.Arrays;
import java.util.function.IntFunction;

/** Sorted arrays of different numbers, which are never changed. */
final class IntSets {

  private static final int[] NONE = {};

  private IntSets() {}

  /** The union of the sets of some numbers; shares a set that is the only one. */
  static int[] union(int[] of, IntFunction<int[]> sets) {
    if (of.length == 1) {
      return sets.apply(of[0]);
    }
    var size = 0;
    for (var each : of) {
      size += sets.apply(each).length;
    }
    if (size == 0) {
      return NONE;
    }
    var all = new int[size];
    var count = 0;
    for (var each : of) {
      var set = sets.apply(each);
      System.arraycopy(set, 0, all, count, set.length);
      count += set.length;
    }
    Arrays.sort(all);
    return distinct(all);
  }

  private static int[] distinct(int[] sorted) {
    var count = 1;
    for (var i = 1; i < sorted.length; i++) {
      if (sorted[i] != sorted[count - 1]) {
        sorted[count++] = sorted[i];
      }
    }
    return count == sorted.length ? sorted : Arrays.copyOf(sorted, count);
  }
}
