package io.trueup.listener.bench;

import java.util.Arrays;

/** Durations in nanoseconds, sorted. */
final class Samples {

  private final long[] sorted;

  private Samples(long[] sorted) {
    this.sorted = sorted;
  }

  static Samples of(long[] nanos) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Samples(sorted);
  }

  int size() {
    return sorted.length;
  }

  /**
   * The duration in milliseconds that so many of a hundred do not exceed, by the nearest rank; the
   * longest one when there are too few to tell. Not a number when there is none.
   */
  double millis(double percentile) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    var rank = (int) Math.ceil(percentile / 100 * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)] / 1e6;
  }
}
