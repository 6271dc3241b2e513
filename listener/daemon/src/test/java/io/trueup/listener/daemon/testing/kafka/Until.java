package io.trueup.listener.daemon.testing.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do. */
public final class Until {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(10);

  private Until() {}

  /** Waits until a condition holds; fails when it does not within a minute. */
  public static void holds(String what, BooleanSupplier condition) {
    var deadline = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Waited for a minute: " + what);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
