package io.trueup.listener.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.ThreadsByHand;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the changes of another process are looked for. */
class EventFeedTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final ThreadsByHand threads = new ThreadsByHand();
  private final EventFeed feed = new EventFeed(store.changes(), threads);
  private boolean isInHurry;
  private int told;

  @BeforeEach
  void listen() {
    store.changes().onRecorded(() -> {});
    feed.onNew(() -> told++, () -> isInHurry);
  }

  @AfterEach
  void close() {
    feed.close();
  }

  private void anotherRecords() {
    store
        .audit()
        .append(new Actor("ann", ""), AuditVerbs.PLATFORM_PAUSED, "platform:acme/Live", "why");
  }

  @Test
  void looksAgainSoonWhileTheyKeepComingAndAListenerIsInAHurry() {
    isInHurry = true;
    anotherRecords();
    feed.look();
    assertThat(told).isEqualTo(1);
    assertThat(threads.delays()).containsExactly(Duration.ofMillis(10));

    anotherRecords();
    threads.pass();
    assertThat(told).isEqualTo(2);
    assertThat(threads.delays()).containsExactly(Duration.ofMillis(10));

    threads.pass();
    assertThat(told).isEqualTo(2);
    assertThat(threads.delays()).isEmpty();
  }

  @Test
  void waitsForTheNextLookWhileNobodyIsInAHurry() {
    anotherRecords();
    feed.look();

    assertThat(told).isEqualTo(1);
    assertThat(threads.delays()).isEmpty();
  }
}
