package io.trueup.model.job;

import java.util.Arrays;

/** A list of numbers that grows. Not thread-safe. */
final class LongList {

  private long[] values = new long[64];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  /** Its numbers, each once and in order. */
  long[] sortedDistinct() {
    var sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    var count = 0;
    for (var value : sorted) {
      if (count == 0 || sorted[count - 1] != value) {
        sorted[count++] = value;
      }
    }
    return Arrays.copyOf(sorted, count);
  }
}
