package io.trueup.listener.daemon.status;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.source.ModelUsage;
import java.util.function.ToDoubleFunction;

/** Metrics of the versions of models that are open. */
public final class ModelMeters {

  private ModelMeters() {}

  /** Registers the metrics of all sources together. */
  public static void register(MeterRegistry metrics, ModelBudget budget) {
    Gauge.builder("trueup.models.limit.bytes", budget, ModelBudget::limit)
        .description("Memory that open versions may take")
        .register(metrics);
  }

  /** Registers the metrics of one source. */
  public static void register(MeterRegistry metrics, String source, ModelLibrary models) {
    gauge(
        metrics, source, models, "trueup.models.open", "Open versions", it -> it.versions().size());
    gauge(metrics, source, models, "trueup.models.bytes", "Memory of them", ModelUsage::bytes);
    counter(metrics, source, models, "trueup.models.opened", "Versions opened", ModelUsage::opened);
    counter(
        metrics,
        source,
        models,
        "trueup.models.evicted",
        "Versions closed because of the limit",
        ModelUsage::closed);
  }

  private static void gauge(
      MeterRegistry metrics,
      String source,
      ModelLibrary models,
      String name,
      String what,
      ToDoubleFunction<ModelUsage> value) {
    Gauge.builder(name, models, it -> value.applyAsDouble(it.usage()))
        .description(what)
        .tag("source", source)
        .register(metrics);
  }

  private static void counter(
      MeterRegistry metrics,
      String source,
      ModelLibrary models,
      String name,
      String what,
      ToDoubleFunction<ModelUsage> value) {
    FunctionCounter.builder(name, models, it -> value.applyAsDouble(it.usage()))
        .description(what)
        .tag("source", source)
        .register(metrics);
  }
}
