package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures the answers of one route, by their status. Remembers its meters, because a registry
 * takes longer to find one than some answers take. Safe for any thread.
 */
final class RequestTimers {

  private final MeterRegistry metrics;
  private final String route;
  private final Map<Integer, Timer> timers = new ConcurrentHashMap<>();

  /**
   * Registers a meter once it is needed.
   *
   * @param route the method and the path, as in the API's description
   */
  RequestTimers(MeterRegistry metrics, String route) {
    this.metrics = metrics;
    this.route = route;
  }

  Timer.Sample start() {
    return Timer.start(metrics);
  }

  void stop(Timer.Sample sample, int status) {
    sample.stop(timers.computeIfAbsent(status, this::register));
  }

  private Timer register(int status) {
    return Timer.builder("api.requests")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(metrics);
  }
}
