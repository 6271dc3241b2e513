package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.engine.currency.Currency;
import java.time.Duration;

/** Gauges of what jobs' questions are answered from. */
final class CurrencyMeters {

  private static final double MILLIS = 1000;

  private CurrencyMeters() {}

  static void register(MeterRegistry registry, Currency currency) {
    Gauge.builder(
            "trueup.currency.age.seconds",
            currency,
            it ->
                it.age().map(Duration::toMillis).map(millis -> millis / MILLIS).orElse(Double.NaN))
        .description(
            "How old the copy of the state database is from which jobs are told whether they are"
                + " current")
        .register(registry);
  }
}
