package io.trueup.platforms.database;

import io.trueup.model.schedule.ExponentialBackoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and after which pauses to try again what met a lock.
 *
 * @param attempts how often at all
 * @param first the first pause; each is twice the one before, of which a random part between half
 *     and all is waited
 * @param longest no pause is longer
 */
public record Backoff(int attempts, Duration first, Duration longest) {

  /** About five seconds in all, beside the attempts' own timeouts. */
  public static final Backoff STANDARD =
      new Backoff(6, Duration.ofMillis(200), Duration.ofSeconds(2));

  /**
   * Waits, after an attempt that failed.
   *
   * @throws StoppedException when interrupted, whose mark that clears
   */
  void pause(int attempt) throws StoppedException {
    try {
      Thread.sleep(pauseMillis(attempt - 1));
    } catch (InterruptedException _) {
      throw new StoppedException();
    }
  }

  private long pauseMillis(int attempt) {
    var full = new ExponentialBackoff(first, longest).after(attempt).toMillis();
    return ThreadLocalRandom.current().nextLong(full / 2, full + 1);
  }
}
