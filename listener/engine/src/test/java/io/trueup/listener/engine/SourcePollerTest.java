package io.trueup.listener.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Lease;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When daemons poll a source that they share. */
class SourcePollerTest {

  private static final SourceId ACME = new SourceId("acme");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private record Due(Instant at, long order, Runnable task) {}

  private final SettableClock clock = new SettableClock(START);
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
  private final List<String> checks = new ArrayList<>();
  private boolean isFailing;
  private long order;

  @BeforeEach
  void declare() {
    store.sources().declare(ACME);
  }

  private void start(String daemon, Duration period) {
    new SourcePoller(store, ACME, period, this::after, _ -> check(daemon)).start();
  }

  private void after(Duration delay, Runnable task) {
    dues.add(new Due(clock.instant().plus(delay), order++, task));
  }

  private void check(String by) {
    if (isFailing) {
      throw new StateStoreException("It is down", true, new IllegalStateException());
    }
    checks.add("%s at %d".formatted(by, Duration.between(START, clock.instant()).toSeconds()));
    var lease = store.leases().claim(Lease.resource(ACME), by, MINUTE).orElseThrow();
    store
        .sources()
        .recordRefresh(lease, ACME, store.sources().request(ACME), Health.FOLLOWING, null, null);
    store.leases().release(lease);
  }

  private void passUntil(Duration sinceStart) {
    var end = START.plus(sinceStart);
    while (!dues.isEmpty() && !dues.peek().at().isAfter(end)) {
      var due = dues.remove();
      clock.set(due.at());
      try {
        due.task().run();
      } catch (StateStoreException _) {
        assertThat(isFailing).isTrue();
      }
    }
    clock.set(end);
  }

  @Test
  void oneDaemonPollsAtItsStartAndOnceInEachPeriod() {
    start("one", MINUTE);
    passUntil(Duration.ofSeconds(150));

    assertThat(checks).containsExactly("one at 0", "one at 60", "one at 120");
  }

  @Test
  void severalDaemonsPollNoMoreOftenThanOne() {
    start("one", MINUTE);
    passUntil(Duration.ofSeconds(20));
    start("two", MINUTE.plusSeconds(3));
    passUntil(Duration.ofSeconds(40));
    start("three", MINUTE.plusSeconds(5));

    passUntil(Duration.ofSeconds(230));

    assertThat(checks)
        .containsExactly(
            "one at 0", "two at 20", "three at 40", "one at 100", "one at 160", "one at 220");
  }

  @Test
  void anotherPollsOnceTheOneThatDidIsGone() {
    start("one", MINUTE);
    passUntil(Duration.ofSeconds(1));
    dues.clear();
    start("two", MINUTE);

    passUntil(Duration.ofSeconds(70));

    assertThat(checks).containsExactly("one at 0", "two at 1", "two at 61");
  }

  @Test
  void aCheckAfterADeliveryPutsThePollOff() {
    start("one", MINUTE);
    passUntil(Duration.ofSeconds(45));
    check("delivery");

    passUntil(Duration.ofSeconds(110));

    assertThat(checks).containsExactly("one at 0", "delivery at 45", "one at 105");
  }

  @Test
  void triesAgainSoonWhenTheStoreFails() {
    start("one", MINUTE);
    passUntil(Duration.ofSeconds(59));
    isFailing = true;
    passUntil(Duration.ofSeconds(75));
    isFailing = false;

    passUntil(Duration.ofSeconds(80));

    assertThat(checks).containsExactly("one at 0", "one at 80");
  }
}
