package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.engine.currency.Currency;
import io.trueup.listener.engine.currency.CurrencyAnswer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Meters of jobs' questions whether they are current, and of what they are answered from. Safe for
 * any thread.
 */
final class CurrencyMeters {

  private static final double MILLIS = 1000;

  private final Map<Verdict, Counter> queries = new EnumMap<>(Verdict.class);

  private enum Verdict {
    CURRENT,
    RECONCILE,
    RETIRE,
    WAIT,
    UNKNOWN,
    NOT_READY
  }

  CurrencyMeters(MeterRegistry registry, Currency currency) {
    Gauge.builder(
            "trueup.currency.age.seconds",
            currency,
            it ->
                it.age().map(Duration::toMillis).map(millis -> millis / MILLIS).orElse(Double.NaN))
        .description(
            "How old the copy of the state database is from which jobs are told whether they are"
                + " current")
        .register(registry);
    for (var verdict : Verdict.values()) {
      queries.put(
          verdict,
          Counter.builder("trueup.currency.queries")
              .description("Questions of jobs whether they are current")
              .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** A question was answered. */
  void answered(CurrencyAnswer answer) {
    Objects.requireNonNull(queries.get(verdict(answer))).increment();
  }

  private static Verdict verdict(CurrencyAnswer answer) {
    return switch (answer) {
      case CurrencyAnswer.Known(CurrencyAnswer.Current _, _, _) -> Verdict.CURRENT;
      case CurrencyAnswer.Known(CurrencyAnswer.Reconcile _, _, _) -> Verdict.RECONCILE;
      case CurrencyAnswer.Known(CurrencyAnswer.Retire _, _, _) -> Verdict.RETIRE;
      case CurrencyAnswer.Known(CurrencyAnswer.Wait _, _, _) -> Verdict.WAIT;
      case CurrencyAnswer.UnknownNode _, CurrencyAnswer.UnknownPlatform _ -> Verdict.UNKNOWN;
      case CurrencyAnswer.NotReady _ -> Verdict.NOT_READY;
    };
  }
}
