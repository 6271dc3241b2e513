package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.drift.DriftCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gauges of drift and of the checks for it. One caller at a time: rows replaced during another
 * scrape would appear twice.
 */
final class DriftMeters {

  private static final double MILLIS = 1000;

  private final MultiGauge drifted;
  private final MultiGauge age;
  private final MultiGauge failing;

  DriftMeters(MeterRegistry registry) {
    drifted =
        MultiGauge.builder("trueup.platform.nodes.drifted")
            .description("Nodes that differ from what they have realized")
            .register(registry);
    age =
        MultiGauge.builder("trueup.platform.drift.check.age.seconds")
            .description(
                "For how long no node that was due was compared, on platforms that are checked")
            .register(registry);
    failing =
        MultiGauge.builder("trueup.platform.drift.check.failing")
            .description("1 while the platform cannot be checked for drift")
            .register(registry);
  }

  void refresh(StateStore store, List<PlatformState> platforms) {
    var now = store.now();
    var nodes = new ArrayList<Row<?>>();
    var ages = new ArrayList<Row<?>>();
    var failures = new ArrayList<Row<?>>();
    for (var platform : platforms) {
      var tags = Tags.of("platform", platform.id().toString());
      var found = platform.drifted();
      nodes.add(Row.of(tags, found == null ? 0 : found.nodes()));
      if (platform.policy().drift().every() != null) {
        var last = store.drift().lastCheck(platform.id());
        last.map(DriftCheck::checkedThrough)
            .ifPresent(it -> ages.add(Row.of(tags, Duration.between(it, now).toMillis() / MILLIS)));
        failures.add(Row.of(tags, last.map(DriftCheck::failure).isPresent() ? 1 : 0));
      }
    }
    drifted.register(nodes, true);
    age.register(ages, true);
    failing.register(failures, true);
  }
}
