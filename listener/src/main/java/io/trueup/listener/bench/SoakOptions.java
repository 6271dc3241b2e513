package io.trueup.listener.bench;

import java.time.Duration;

/**
 * What is kept up, and for how long.
 *
 * @param shape of the ecosystem, which stays as large as it is
 * @param merges at most
 * @param every how often one is merged; the next waits for one that takes longer
 * @param mergesPerSample after how many merges a sample is taken
 * @param runsPerSecond of jobs, beside the merges
 * @param longest the time after which it ends, whatever was merged by then
 */
public record SoakOptions(
    Shape shape,
    int merges,
    Duration every,
    int mergesPerSample,
    int runsPerSecond,
    Duration longest) {

  /** Checks that there is enough to judge. */
  public SoakOptions {
    if (every.isNegative() || mergesPerSample < 1 || runsPerSecond < 1 || !longest.isPositive()) {
      throw new IllegalArgumentException(
          "The time, the pace of merges and of runs, and the time between samples must be"
              + " positive");
    }
    if (merges / mergesPerSample < Flatness.FEWEST_SAMPLES) {
      throw new IllegalArgumentException(
          "%d samples would be taken, and fewer than %d cannot be compared. Let it run longer, or take samples more often"
              .formatted(merges / mergesPerSample, Flatness.FEWEST_SAMPLES));
    }
  }

  /**
   * One merge every so often for a time.
   *
   * @param sampleEvery how often a sample is taken
   */
  public static SoakOptions of(
      Shape shape, Duration length, Duration every, Duration sampleEvery, int runsPerSecond) {
    if (!every.isPositive()) {
      throw new IllegalArgumentException("The time between merges must be positive");
    }
    var merges = length.toMillis() / every.toMillis();
    var perSample = Math.max(1, sampleEvery.toMillis() / every.toMillis());
    return new SoakOptions(
        shape,
        Math.toIntExact(merges),
        every,
        Math.toIntExact(perSample),
        runsPerSecond,
        length.plus(every));
  }
}
