package io.trueup.listener.daemon.testing.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do. */
public final class Until {

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration BETWEEN = Duration.ofMillis(10);

  private Until() {}

  /** Waits until a condition holds; fails when it does not within two minutes. */
  public static void holds(String what, BooleanSupplier condition) {
    var deadline = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Waited for two minutes: " + what);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
