package io.trueup.listener.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.testing.InMemoryStateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What GitHub is asked for again, and what its limits do to that. */
class RedeliverySweepTest extends GitHubFixture {

  private static final String HOOKS = "/repos/acme/model/hooks";
  private static final String LIST = "GET " + HOOKS + "?per_page=100";
  private static final String DELIVERIES = "GET " + HOOKS + "/7/deliveries?per_page=100";

  private final InMemoryStateStore store = new InMemoryStateStore(now::get);
  private final HandTimer timer = new HandTimer();
  private final List<String> observed = new ArrayList<>();
  private final RedeliverySweep sweep = sweep("daemon-1");

  private RedeliverySweep sweep(String holder) {
    return new RedeliverySweep(
        new RedeliverySweep.Swept(hooks, ACME, Duration.ofMinutes(15)),
        holder,
        timer,
        now::get,
        new RedeliverySweep.Observer() {
          @Override
          public void listed(int failed) {
            observed.add("listed " + failed);
          }

          @Override
          public void asked() {
            observed.add("asked");
          }
        });
  }

  private static String ask(long delivery) {
    return "POST %s/7/deliveries/%d/attempts".formatted(HOOKS, delivery);
  }

  @Test
  void asksForFailedDeliveriesTheOldestFirst() {
    attempts.addAll(List.of(attempt(9, "b", 0), attempt(8, "a", 502), attempt(7, "z", 202)));

    sweep.start(store.leases());
    timer.runAll();

    assertThat(forge.lines()).containsExactly(LIST, DELIVERIES, ask(8), ask(9));
    assertThat(forge.violations()).isEmpty();
    assertThat(observed).containsExactly("listed 2", "asked", "asked");
  }

  @Test
  void asksForNothingWhenTheLastDeliverySucceeded() {
    attempts.addAll(List.of(attempt(9, "b", 202), attempt(8, "a", 502)));

    sweep.sweep(store.leases());
    timer.runAll();

    assertThat(forge.lines()).containsExactly(LIST, DELIVERIES);
    assertThat(observed).containsExactly("listed 0");
  }

  @Test
  void leavesTheRestWhenTheForgeLimitsCalls() {
    attempts.addAll(List.of(attempt(9, "b", 0), attempt(8, "a", 502)));

    sweep.sweep(store.leases());
    instead =
        Answer.json(429, "{'message': 'Slow down'}".replace('\'', '"')).with("Retry-After", "600");
    timer.runAll();
    assertThat(forge.lines()).containsExactly(LIST, DELIVERIES, ask(8), ask(9));
    assertThat(observed).containsExactly("listed 2", "asked");

    instead = null;
    now.set(NOON.plusSeconds(599));
    sweep("daemon-1").sweep(store.leases());
    assertThat(forge.calls()).as("no call before the forge allows one").hasSize(4);

    now.set(NOON.plusSeconds(601));
    sweep("daemon-1").sweep(store.leases());
    timer.runAll();
    assertThat(forge.calls()).hasSize(8);
  }

  @Test
  void goesOnAtTheNextTimeAfterAFailure() {
    attempts.add(attempt(9, "b", 0));
    instead = new Answer(502, "", Map.of());
    sweep.sweep(store.leases());
    assertThat(forge.lines()).containsExactly(LIST);

    instead = null;
    sweep.sweep(store.leases());
    timer.runAll();
    assertThat(forge.lines()).containsExactly(LIST, LIST, DELIVERIES, ask(9));
  }

  /** As when a daemon with another data folder replaces it. */
  @Test
  void sweepsAtTheStartOnceTheLastSweeperHasStopped() {
    var report =
        new RunningDaemon.Report(
            "daemon-1", "127.0.0.1:8080", "test", ServedWork.allOf(List.of(ACME)), NOON);
    store.daemons().report(report, Duration.ofMinutes(1));
    sweep.sweep(store.leases());
    store.daemons().leave("daemon-1");

    sweep("daemon-2").sweep(store.leases());

    assertThat(forge.lines()).containsExactly(LIST, DELIVERIES, LIST, DELIVERIES);
  }

  @Test
  void oneDaemonOfSeveralAsks() {
    attempts.add(attempt(9, "b", 0));

    sweep.sweep(store.leases());
    sweep("daemon-2").sweep(store.leases());
    assertThat(forge.lines()).containsExactly(LIST, DELIVERIES, ask(9));
    // What this one saw before is the other's concern now.
    assertThat(observed).containsExactly("listed 1", "asked", "listed 0");

    now.set(NOON.plus(Duration.ofMinutes(15)));
    sweep("daemon-2").sweep(store.leases());
    assertThat(forge.calls()).hasSize(6);
  }

  @Test
  void asksForNoDeliveryOfAnotherWebhook() {
    webhooks.clear();
    webhooks.add(webhook(5, PUBLIC + "/hooks/globex"));
    webhooks.add(webhook(6, "https://elsewhere.test/hooks/acme"));
    attempts.add(attempt(9, "b", 0));

    sweep.sweep(store.leases());

    assertThat(forge.lines()).containsExactly(LIST);
  }
}
