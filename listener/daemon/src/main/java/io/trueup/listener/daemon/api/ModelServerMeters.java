package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.statestore.ModelServers;
import io.trueup.statestore.ServedVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gauges of model servers, as they reported last. One caller at a time. */
final class ModelServerMeters {

  private static final double MILLIS = 1000;
  private static final List<String> STATES = List.of("live", "draining", "silent");

  private final MultiGauge count;
  private final MultiGauge lag;
  private final MultiGauge preparing;

  ModelServerMeters(MeterRegistry registry) {
    count =
        MultiGauge.builder("trueup.model.servers")
            .description("Model servers that have reported within a week, by state")
            .register(registry);
    lag =
        MultiGauge.builder("trueup.model.server.lag")
            .description("How many versions a live model server is behind the served one")
            .register(registry);
    preparing =
        MultiGauge.builder("trueup.model.version.preparing.age.seconds")
            .description("For how long a version has been prepared; 0 when none is")
            .register(registry);
  }

  /** Replaces the rows. */
  void refresh(ModelServers servers, Instant now) {
    var all = servers.all();
    var served =
        all.stream()
            .flatMap(it -> it.report().prepared().keySet().stream())
            .distinct()
            .flatMap(it -> servers.served(it).stream())
            .toList();
    Map<String, Integer> states = new TreeMap<>();
    STATES.forEach(it -> states.put(it, 0));
    var lags = new ArrayList<Row<?>>();
    for (var server : all) {
      var view = ModelServerView.of(server, served);
      states.merge(view.state(), 1, Integer::sum);
      if (view.state().equals("live")) {
        view.sources()
            .forEach(it ->
                lags.add(
                    Row.of(Tags.of("instance", view.instance(), "source", it.source()), it.lag())));
      }
    }
    count.register(
        states.entrySet().stream()
            .<Row<?>>map(it -> Row.of(Tags.of("state", it.getKey()), it.getValue()))
            .toList(),
        true);
    lag.register(lags, true);
    preparing.register(
        served.stream()
            .<Row<?>>map(it -> Row.of(Tags.of("source", it.source().value()), age(it, now)))
            .toList(),
        true);
  }

  private static double age(ServedVersion version, Instant now) {
    var since = version.preparingSince();
    return since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis() / MILLIS);
  }
}
