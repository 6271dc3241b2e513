package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscriptions.Order;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far readers of events are behind, as a scrape shows it. */
class EventMetersTest {

  private static final Actor ANN = new Actor("ann", "");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EventMeters meters = new EventMeters(registry);

  private void happen() {
    store.audit().append(ANN, AuditVerbs.PLATFORM_PAUSED, "platform:acme/Live", "why");
    while (store.changes().number(10) > 0) {
      // until all have a position
    }
  }

  private List<String> scrape(String metric) {
    meters.refresh(store, store.now());
    return registry.scrape().lines().filter(it -> it.startsWith(metric + "{")).sorted().toList();
  }

  @Test
  void aReaderIsBehindByTheEventsAndTheAgeOfTheOldestThatItHasNotPassedOn() {
    store.changes().register("kafka", 0);
    store.changes().register("notify:ops", 0);
    happen();
    clock.advance(Duration.ofSeconds(50));
    happen();
    clock.advance(Duration.ofSeconds(10));
    var lease =
        store
            .leases()
            .claim(StateChanges.resource("kafka"), "a", Duration.ofHours(1))
            .orElseThrow();
    store.changes().advance(lease, "kafka", 1);

    assertThat(scrape("trueup_events_lag"))
        .containsExactly(
            "trueup_events_lag{reader=\"kafka\"} 1.0",
            "trueup_events_lag{reader=\"notify:ops\"} 2.0");
    assertThat(scrape("trueup_events_lag_seconds"))
        .containsExactly(
            "trueup_events_lag_seconds{reader=\"kafka\"} 10.0",
            "trueup_events_lag_seconds{reader=\"notify:ops\"} 60.0");

    store.changes().advance(lease, "kafka", 2);
    store.changes().forget("notify:ops");
    assertThat(scrape("trueup_events_lag"))
        .containsExactly("trueup_events_lag{reader=\"kafka\"} 0.0");
    assertThat(scrape("trueup_events_lag_seconds"))
        .containsExactly("trueup_events_lag_seconds{reader=\"kafka\"} 0.0");
  }

  @Test
  void allSubscriptionsAreOneReaderThatIsBehindLikeTheLast() {
    subscribe("first");
    happen();
    clock.advance(Duration.ofSeconds(5));
    subscribe("second");
    happen();

    assertThat(scrape("trueup_events_lag")).hasSize(1);
    assertThat(scrape("trueup_events_lag").getFirst())
        .isEqualTo(
            "trueup_events_lag{reader=\"subscriptions\"} %.1f"
                .formatted((double) store.changes().range().last()));
    assertThat(scrape("trueup_events_lag_seconds"))
        .containsExactly("trueup_events_lag_seconds{reader=\"subscriptions\"} 5.0");
  }

  @Test
  void subscriptionsAreCountedByState() {
    var failing = subscribe("failing");
    subscribe("suspended");
    subscribe("well");
    var lease =
        store
            .leases()
            .claim(StateChanges.resource(failing.reader()), "a", Duration.ofHours(1))
            .orElseThrow();
    store.subscriptions().fail(lease, failing.id(), "It answers 500");
    store.subscriptions().change("suspended", Order.SUSPEND, ANN, "enough");

    assertThat(scrape("trueup_subscriptions"))
        .containsExactly(
            "trueup_subscriptions{state=\"active\"} 1.0",
            "trueup_subscriptions{state=\"failing\"} 1.0",
            "trueup_subscriptions{state=\"suspended\"} 1.0");
  }

  private Subscription subscribe(String name) {
    return store
        .subscriptions()
        .add(name, "https://hooks.example/" + name, Subscription.Filter.ALL, ANN)
        .orElseThrow();
  }
}
