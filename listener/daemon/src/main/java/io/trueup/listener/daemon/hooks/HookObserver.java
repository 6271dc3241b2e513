package io.trueup.listener.daemon.hooks;

import java.time.Duration;

/** Observes how requests to hooks end. Thread-safe, and never blocks. */
@FunctionalInterface
public interface HookObserver {

  /**
   * A request was answered.
   *
   * @param took from the request's head until the answer was passed to the network
   */
  void answered(HookVerdict verdict, Duration took);
}
