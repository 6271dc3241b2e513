package io.trueup.listener.daemon;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trueup.listener.daemon.hooks.HookObserver;
import io.trueup.listener.daemon.hooks.HookVerdict;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Counts deliveries of webhooks, and times those that are acknowledged. Safe for any thread. */
final class DeliveryMeters implements HookObserver {

  /** Stands for every source that does not exist; no source can have this name. */
  private static final String NO_SOURCE = "-";

  private final MeterRegistry registry;
  private final Timer acknowledged;

  DeliveryMeters(MeterRegistry registry) {
    this.registry = registry;
    acknowledged =
        Timer.builder("trueup.webhook.ack")
            .description("From the head of a delivery to its acknowledgement")
            .register(registry);
  }

  @Override
  public void answered(@Nullable SourceId source, HookVerdict verdict, Duration took) {
    Counter.builder("trueup.webhook.deliveries")
        .description("Deliveries of webhooks by how they ended")
        .tag("source", source == null ? NO_SOURCE : source.value())
        .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
    if (verdict.isAcknowledged()) {
      acknowledged.record(took);
    }
  }
}
