package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.statestore.StateChanges.Backlog;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of how far the readers of events are behind. All subscriptions together are one reader,
 * because users may add any number of them; the others are those of the configuration. One caller
 * at a time.
 */
final class EventMeters {

  private static final String SUBSCRIPTIONS = "subscriptions";
  private static final double MILLIS = 1000;

  private final MultiGauge lag;
  private final MultiGauge age;
  private final MultiGauge subscriptions;

  EventMeters(MeterRegistry registry) {
    lag =
        MultiGauge.builder("trueup.events.lag")
            .description("Recorded events that the reader has not passed on")
            .register(registry);
    age =
        MultiGauge.builder("trueup.events.lag.seconds")
            .description("How old the oldest of them is")
            .register(registry);
    subscriptions =
        MultiGauge.builder("trueup.subscriptions")
            .description("Subscriptions by state")
            .register(registry);
  }

  /** Replaces the rows. */
  void refresh(StateStore store, Instant now) {
    var backlogs = new TreeMap<String, Backlog>();
    for (var each : store.changes().backlogs()) {
      var reader = Subscription.isReader(each.reader()) ? SUBSCRIPTIONS : each.reader();
      backlogs.merge(reader, each, EventMeters::furthestBehind);
    }
    lag.register(rows(backlogs, Backlog::waiting), true);
    age.register(rows(backlogs, it -> age(it.since(), now)), true);
    var all = store.subscriptions().all();
    subscriptions.register(
        Stream.of(Subscription.State.values())
            .<Row<?>>map(state ->
                Row.of(
                    Tags.of("state", state.text()),
                    all.stream().filter(it -> it.state() == state).count()))
            .toList(),
        true);
  }

  private static Backlog furthestBehind(Backlog one, Backlog other) {
    return Stream.of(one, other).max(Comparator.comparingLong(Backlog::waiting)).orElseThrow();
  }

  private static List<Row<?>> rows(
      SortedMap<String, Backlog> backlogs, ToDoubleFunction<Backlog> value) {
    return backlogs.entrySet().stream()
        .<Row<?>>map(
            it -> Row.of(Tags.of("reader", it.getKey()), value.applyAsDouble(it.getValue())))
        .toList();
  }

  private static double age(@Nullable Instant since, Instant now) {
    return since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis() / MILLIS);
  }
}
