package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.statestore.SourceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredCountersTest {

  private static final SourceId ACME = new SourceId("acme");
  private static final SourceId OTHER = new SourceId("other");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private StoredCounters counters() {
    return new StoredCounters(registry, "things", "Things that were seen");
  }

  private List<String> scrape() {
    return registry.scrape().lines().filter(it -> it.startsWith("things_total")).sorted().toList();
  }

  @Test
  void theValuesAreThoseOfTheStoreAndGoWithTheirSources() {
    var counters = counters();

    counters.register(Map.of(ACME, 2L, OTHER, 0L));
    counters.register(Map.of(ACME, 3L, OTHER, 1L));
    assertThat(scrape())
        .containsExactly("things_total{source=\"acme\"} 3.0", "things_total{source=\"other\"} 1.0");

    counters.register(Map.of(OTHER, 1L));
    assertThat(scrape()).containsExactly("things_total{source=\"other\"} 1.0");
  }

  @Test
  void thoseOfAStoreThatIsClosedAreReplaced() {
    counters().register(Map.of(ACME, 2L));
    counters().register(Map.of(ACME, 5L));

    assertThat(scrape()).containsExactly("things_total{source=\"acme\"} 5.0");
  }
}
