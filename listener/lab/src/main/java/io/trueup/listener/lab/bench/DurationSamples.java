package io.trueup.listener.lab.bench;

import java.util.Arrays;
import java.util.Collection;

/** Measured durations, sorted. Immutable. */
final class DurationSamples {

  private final long[] sorted;

  private DurationSamples(long[] sorted) {
    this.sorted = sorted;
  }

  static DurationSamples of(Collection<Long> nanos) {
    return of(nanos.stream().mapToLong(Long::longValue).toArray());
  }

  static DurationSamples of(long[] nanos) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return new DurationSamples(sorted);
  }

  int size() {
    return sorted.length;
  }

  /**
   * The percentile in milliseconds, by the nearest rank; with few samples the longest one. NaN
   * without samples.
   *
   * @param percentile from 0 to 100
   */
  double millis(double percentile) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    var rank = (int) Math.ceil(percentile / 100 * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)] / 1e6;
  }
}
