package io.trueup.model.schedule;

import java.time.Duration;

/**
 * How long to wait between failures: each wait is twice the one before. Pure: what is random comes
 * from the caller.
 *
 * @param first the wait after the first failure
 * @param longest no wait is longer
 */
public record ExponentialBackoff(Duration first, Duration longest) {

  /** A billionfold: beyond every longest wait, and no number overflows. */
  private static final int MOST_DOUBLINGS = 30;

  /**
   * The wait after a failure.
   *
   * @param earlier how many failures came right before it
   */
  public Duration after(int earlier) {
    var wait = first.multipliedBy(1L << Math.min(earlier, MOST_DOUBLINGS));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  /**
   * The wait after a failure, longer or shorter by up to a fifth, so that those who failed together
   * do not try again together.
   *
   * @param earlier how many failures came right before it
   * @param spread from 0, for the shortest such wait, to 1, for the longest
   */
  public Duration after(int earlier, double spread) {
    return Duration.ofMillis(Math.round(after(earlier).toMillis() * (0.8 + 0.4 * spread)));
  }
}
