package io.trueup.statestore.postgres;

import io.trueup.model.schedule.ExponentialBackoff;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * The pauses before work is tried again: each is longer than the one before, and random, so that
 * those who met do not meet again. Safe for any thread.
 */
final class RetryPauses {

  private static final ExponentialBackoff LONGEST =
      new ExponentialBackoff(Duration.ofMillis(6), Duration.ofMillis(50));

  private final RandomGenerator random;
  private final Sleep sleep;

  /**
   * Pauses that a caller spends as it likes.
   *
   * @param random safe for any thread
   */
  RetryPauses(RandomGenerator random, Sleep sleep) {
    this.random = random;
    this.sleep = sleep;
  }

  /** Pauses of the calling thread. */
  static RetryPauses ofThreads() {
    return new RetryPauses(new Random(), Thread::sleep);
  }

  /** How a pause is spent. */
  @FunctionalInterface
  interface Sleep {
    void sleep(Duration length) throws InterruptedException;
  }

  /**
   * Pauses after a failed attempt, for at least half of the longest time that it may take.
   *
   * @param attempts how many have failed
   * @return false when the thread is interrupted, and is to end; its flag is set
   */
  boolean pause(int attempts) {
    var longest = LONGEST.after(attempts - 1).toNanos();
    try {
      sleep.sleep(Duration.ofNanos(random.nextLong(longest / 2, longest + 1)));
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
