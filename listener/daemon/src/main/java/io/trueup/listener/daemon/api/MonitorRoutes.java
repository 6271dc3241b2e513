package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.HealthView;
import io.trueup.statestore.StateStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The routes that need no token: health, readiness, metrics and the program's version. */
final class MonitorRoutes {

  private final Monitoring monitoring;
  private final PlatformMeters meters;
  private final String version;

  MonitorRoutes(Monitoring monitoring, StateStore store, String version) {
    this.monitoring = monitoring;
    this.meters = new PlatformMeters(store, monitoring);
    this.version = version;
  }

  List<Route> routes() {
    return List.of(
        Route.open("/healthz", _ -> HttpAnswer.ok(new HealthView("alive", List.of()))),
        Route.open("/readyz", _ -> readiness()),
        Route.open("/metrics", _ -> metrics()),
        Route.open("/api/v1/version", _ -> HttpAnswer.ok(Map.of("version", version))));
  }

  private HttpAnswer readiness() {
    var readiness = monitoring.readiness().get();
    return readiness.isReady()
        ? HttpAnswer.ok(new HealthView("ready", readiness.checks()))
        : HttpAnswer.json(503, new HealthView("not-ready", readiness.checks()));
  }

  private HttpAnswer metrics() {
    return new HttpAnswer(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        meters.read(monitoring.metrics()::scrape).getBytes(StandardCharsets.UTF_8),
        Map.of());
  }
}
