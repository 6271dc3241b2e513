package io.trueup.listener.hooks;

import java.time.Duration;

/** Is told how each request to a hook ended. Thread-safe, and never blocks. */
@FunctionalInterface
public interface HookObserver {

  /**
   * A request was answered.
   *
   * @param took from the request's head until the answer was handed to the network
   */
  void answered(HookVerdict verdict, Duration took);
}
