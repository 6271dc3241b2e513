package io.trueup.statestore;

import java.time.Duration;

/** Hears of batches that a store writes; called on the thread that wrote, so it must not block. */
@FunctionalInterface
public interface BatchObserver {

  /** An observer that ignores everything. */
  BatchObserver NONE = (_, _, _) -> {};

  /**
   * A batch was written, or failed as a whole.
   *
   * @param kind what was written: {@code begin}, {@code change} or {@code delivery}
   * @param size how many callers it served
   * @param longestWait how long the first of them had waited when the batch began
   */
  void wrote(String kind, int size, Duration longestWait);
}
