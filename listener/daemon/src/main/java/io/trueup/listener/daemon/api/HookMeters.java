package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.listener.daemon.view.HookView;
import io.trueup.statestore.Arrivals;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gauges that show broken webhooks. */
final class HookMeters {

  private final StoredCounters discovered;
  private final MultiGauge inARow;
  private final MultiGauge age;
  private final MultiGauge suspected;

  HookMeters(MeterRegistry registry) {
    discovered =
        new StoredCounters(
            registry,
            "trueup.poll.discovered",
            "How many times ever new merges were found without a delivery");
    inARow =
        MultiGauge.builder("trueup.source.unannounced")
            .description("How many times in a row new merges were found without a delivery")
            .register(registry);
    age =
        MultiGauge.builder("trueup.source.delivery.age")
            .baseUnit("seconds")
            .description(
                "Time since the newest delivery that announced something; absent before the first")
            .register(registry);
    suspected =
        MultiGauge.builder("trueup.source.hook.suspected")
            .description("1 while the webhook may be broken")
            .register(registry);
  }

  void refresh(Map<SourceId, Arrivals> arrivals, List<SourceState> sources, Instant now) {
    var ever = new TreeMap<SourceId, Long>();
    var row = new ArrayList<Row<?>>();
    var ages = new ArrayList<Row<?>>();
    var problems = new ArrayList<Row<?>>();
    for (var source : sources) {
      var each = arrivals.get(source.id());
      if (each == null) {
        continue;
      }
      var tags = Tags.of("source", source.id().value());
      ever.put(source.id(), each.unannouncedEver());
      row.add(Row.of(tags, each.unannounced()));
      var newest = each.newest();
      if (newest != null) {
        ages.add(Row.of(tags, Math.max(0, Duration.between(newest, now).toMillis() / 1000.0)));
      }
      var view = HookView.of(source.id(), each, now);
      problems.add(Row.of(tags, view.problem() == null ? 0 : 1));
    }
    discovered.register(ever);
    inARow.register(row, true);
    age.register(ages, true);
    suspected.register(problems, true);
  }
}
