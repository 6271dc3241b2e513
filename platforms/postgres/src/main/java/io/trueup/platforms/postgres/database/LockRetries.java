package io.trueup.platforms.postgres.database;

import io.trueup.model.schedule.ExponentialBackoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often to retry what failed on a lock, and after which pauses.
 *
 * @param attempts the number of attempts, the first included
 * @param first the first pause; each next one is twice as long, and is shortened at random by up to
 *     half
 * @param longest no pause is longer
 */
public record LockRetries(int attempts, Duration first, Duration longest) {

  /** Pauses of about five seconds in all, besides the timeouts of the attempts. */
  public static final LockRetries STANDARD =
      new LockRetries(6, Duration.ofMillis(200), Duration.ofSeconds(2));

  /**
   * Waits after a failed attempt.
   *
   * @throws StoppedException when interrupted; clears the interrupt flag
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
