package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.SourceId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Observes how requests to hooks end. Thread-safe, and never blocks. */
@FunctionalInterface
public interface HookObserver {

  /**
   * A request was answered.
   *
   * @param source that it was for; null when there is no such source
   * @param took from the request's head until the answer was passed to the network
   */
  void answered(@Nullable SourceId source, HookVerdict verdict, Duration took);
}
