package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trueup.statestore.BatchObserver;
import java.time.Duration;

/** Meters of the batches that the state store writes. Safe for any thread. */
final class BatchMeters implements BatchObserver {

  private final MeterRegistry registry;

  BatchMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void wrote(String kind, int size, Duration longestWait) {
    DistributionSummary.builder("trueup.store.batch.size")
        .description("Callers that one transaction of the state store served")
        .tag("kind", kind)
        .register(registry)
        .record(size);
    Timer.builder("trueup.store.batch.wait")
        .description("How long the first caller of a batch had waited when it began")
        .tag("kind", kind)
        .register(registry)
        .record(longestWait);
  }
}
