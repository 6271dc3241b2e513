package io.trueup.listener.daemon;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.engine.Engine;
import io.trueup.statestore.RecordRetention.Usage;
import io.trueup.statestore.RetentionKind;
import java.util.function.ToDoubleFunction;

/** Gauges of the space that records take, as the last pass of this process measured it. */
final class RetentionMeters {

  private RetentionMeters() {}

  static void register(MeterRegistry registry, Engine engine) {
    for (var kind : RetentionKind.values()) {
      gauge(registry, engine, kind, "trueup.records.rows", "Records, estimated", Usage::rows);
      gauge(registry, engine, kind, "trueup.records.bytes", "Bytes on disk", Usage::bytes);
      gauge(
          registry,
          engine,
          kind,
          "trueup.records.oldest.timestamp.seconds",
          "When the oldest record was made",
          RetentionMeters::oldest);
      gauge(
          registry,
          engine,
          kind,
          "trueup.records.strays",
          "Records in no partition of a month",
          Usage::strays);
    }
  }

  private static double oldest(Usage usage) {
    var oldest = usage.oldest();
    return oldest == null ? Double.NaN : oldest.getEpochSecond();
  }

  private static void gauge(
      MeterRegistry registry,
      Engine engine,
      RetentionKind kind,
      String name,
      String what,
      ToDoubleFunction<Usage> value) {
    Gauge.builder(
            name,
            engine,
            it -> {
              var usage = it.measuredRecords().get(kind);
              return usage == null ? Double.NaN : value.applyAsDouble(usage);
            })
        .description(what)
        .tag("kind", kind.key())
        .register(registry);
  }
}
