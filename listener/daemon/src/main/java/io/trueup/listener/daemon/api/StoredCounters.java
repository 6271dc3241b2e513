package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.statestore.SourceId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counters of sources whose values the store has, as {@code MultiGauge} is for gauges. One caller
 * at a time.
 */
final class StoredCounters {

  private static final String SOURCE = "source";

  private final MeterRegistry registry;
  private final String name;
  private final String description;
  private final Map<SourceId, AtomicLong> counts = new TreeMap<>();

  StoredCounters(MeterRegistry registry, String name, String description) {
    this.registry = registry;
    this.name = name;
    this.description = description;
  }

  /** Replaces the rows. */
  void register(Map<SourceId, Long> values) {
    counts
        .keySet()
        .removeIf(source -> {
          var isGone = !values.containsKey(source);
          if (isGone) {
            remove(source);
          }
          return isGone;
        });
    values.forEach((source, value) -> counts.computeIfAbsent(source, this::add).set(value));
  }

  private AtomicLong add(SourceId source) {
    // One that an earlier store left behind would keep its value.
    remove(source);
    var count = new AtomicLong();
    FunctionCounter.builder(name, count, AtomicLong::get)
        .description(description)
        .tag(SOURCE, source.value())
        .register(registry);
    return count;
  }

  private void remove(SourceId source) {
    registry.find(name).tag(SOURCE, source.value()).meters().forEach(registry::remove);
  }
}
