package io.trueup.listener.daemon.hooks;

import java.time.Duration;

/**
 * How often deliveries are taken: each rate is a burst, then one per interval.
 *
 * @param unproven deliveries of one address that are not genuine, or cannot be read
 * @param genuine deliveries of one source
 */
public record HookRates(Rate unproven, Rate genuine) {

  /**
   * A rate.
   *
   * @param atOnce the size of the burst after a long pause
   * @param interval the time until a further delivery is taken after that
   */
  public record Rate(int atOnce, Duration interval) {}

  /**
   * The rates of a daemon. One source may take half of what a daemon records in the long run, and
   * all of it for a minute.
   */
  public static final HookRates USUAL =
      new HookRates(new Rate(600, Duration.ofMillis(100)), new Rate(60_000, Duration.ofMillis(1)));
}
