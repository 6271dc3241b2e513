package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.hooks.HookVerdict;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scrape shows of the deliveries of webhooks. */
class DeliveryMetersTest {

  private static final SourceId ACME = new SourceId("acme");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DeliveryMeters meters = new DeliveryMeters(registry);

  private List<String> scrape(String metric) {
    return registry.scrape().lines().filter(it -> it.startsWith(metric)).sorted().toList();
  }

  @Test
  void deliveriesAreCountedBySourceAndAllThatNameNoneTogether() {
    meters.answered(ACME, HookVerdict.ACCEPTED, Duration.ofMillis(5));
    meters.answered(ACME, HookVerdict.ACCEPTED, Duration.ofMillis(5));
    meters.answered(ACME, HookVerdict.REFUSED, Duration.ofMillis(5));
    meters.answered(null, HookVerdict.UNKNOWN_SOURCE, Duration.ofMillis(5));

    assertThat(scrape("trueup_webhook_deliveries_total"))
        .containsExactly(
            "trueup_webhook_deliveries_total{source=\"-\",verdict=\"unknown_source\"} 1.0",
            "trueup_webhook_deliveries_total{source=\"acme\",verdict=\"accepted\"} 2.0",
            "trueup_webhook_deliveries_total{source=\"acme\",verdict=\"refused\"} 1.0");
  }

  @Test
  void onlyAcknowledgedDeliveriesAreTimed() {
    meters.answered(ACME, HookVerdict.ACCEPTED, Duration.ofSeconds(1));
    meters.answered(ACME, HookVerdict.DUPLICATE, Duration.ofSeconds(2));
    meters.answered(ACME, HookVerdict.IGNORED, Duration.ofSeconds(4));
    meters.answered(ACME, HookVerdict.FOREIGN, Duration.ofSeconds(8));
    meters.answered(ACME, HookVerdict.MALFORMED, Duration.ofSeconds(16));
    meters.answered(ACME, HookVerdict.FAILED, Duration.ofSeconds(32));

    assertThat(scrape("trueup_webhook_ack_seconds"))
        .contains("trueup_webhook_ack_seconds_count 4", "trueup_webhook_ack_seconds_sum 15.0");
  }
}
