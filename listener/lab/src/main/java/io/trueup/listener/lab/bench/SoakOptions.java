package io.trueup.listener.lab.bench;

import java.time.Duration;

/**
 * The load and length of a soak.
 *
 * @param shape of the ecosystem, whose size is constant
 * @param merges at most
 * @param mergeInterval the time between merges; a merge that takes longer delays the next
 * @param mergesPerSample the number of merges between samples
 * @param runsPerSecond of jobs, beside the merges
 * @param timeLimit the time after which the soak ends, even with merges left
 */
public record SoakOptions(
    EcosystemSpec shape,
    int merges,
    Duration mergeInterval,
    int mergesPerSample,
    int runsPerSecond,
    Duration timeLimit) {

  /** Requires enough samples for a comparison. */
  public SoakOptions {
    if (mergeInterval.isNegative()
        || mergesPerSample < 1
        || runsPerSecond < 1
        || !timeLimit.isPositive()) {
      throw new IllegalArgumentException(
          "The time, the pace of merges and of runs, and the time between samples must be"
              + " positive");
    }
    if (merges / mergesPerSample < GrowthCheck.FEWEST_SAMPLES) {
      throw new IllegalArgumentException(
          "Cannot evaluate a soak with %d samples, because at least %d are needed. Run it longer, or sample more often"
              .formatted(merges / mergesPerSample, GrowthCheck.FEWEST_SAMPLES));
    }
  }

  /**
   * Merges at an interval for a length of time.
   *
   * @param sampleEvery the time between samples
   */
  public static SoakOptions of(
      EcosystemSpec shape,
      Duration length,
      Duration every,
      Duration sampleEvery,
      int runsPerSecond) {
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
