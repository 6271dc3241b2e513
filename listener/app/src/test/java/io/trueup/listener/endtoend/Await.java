package io.trueup.listener.endtoend;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, no longer than a machine under load may need. */
final class Await {

  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN = Duration.ofMillis(25);

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @throws AssertionError when it does not hold in time
   */
  static void until(String what, BooleanSupplier condition) {
    until(what, condition, () -> "");
  }

  /**
   * Waits until a condition holds.
   *
   * @param situation describes what keeps it from holding, for the failure
   * @throws AssertionError when it does not hold in time
   */
  static void until(String what, BooleanSupplier condition, Supplier<String> situation) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "Timed out after %d s waiting for %s%s"
                .formatted(PATIENCE.toSeconds(), what, situation.get()));
      }
      pause();
    }
  }

  /** Lets others act before a condition is looked at again. */
  static void pause() {
    LockSupport.parkNanos(BETWEEN.toNanos());
  }

  /** Waits while others act. */
  static void pass(Duration time) {
    var deadline = System.nanoTime() + time.toNanos();
    for (var left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
