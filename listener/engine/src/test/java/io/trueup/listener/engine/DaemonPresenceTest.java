package io.trueup.listener.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.RunningDaemon.State;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What other daemons see of one that reports, falls silent, or stops. */
class DaemonPresenceTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final ServedWork SERVES = ServedWork.allOf(List.of(new SourceId("acme")));

  private final SettableClock clock = new SettableClock(NOON);
  private volatile boolean isDown;
  private final InMemoryStateStore store =
      new InMemoryStateStore(
          clock,
          new FaultPlan() {
            @Override
            public void beforeCommit(String method) {
              if (isDown) {
                throw new StateStoreException("It is away", true, new IllegalStateException());
              }
            }
          });
  private final DaemonPresence presence = presence("one");

  private DaemonPresence presence(String holder) {
    return new DaemonPresence(store, new Member(holder, "127.0.0.1:8080", "1.2.3", SERVES), LEASE);
  }

  private RunningDaemon seen() {
    return store.daemons().all().getFirst();
  }

  @Test
  void aReportSaysWhoServesWhatAndSinceWhen() {
    clock.advance(Duration.ofMinutes(1));

    presence.report();

    assertThat(seen().report())
        .isEqualTo(new RunningDaemon.Report("one", "127.0.0.1:8080", "1.2.3", SERVES, NOON));
    assertThat(seen().state()).isEqualTo(State.LIVE);
  }

  /** So that one report may fail, and one more be late. */
  @Test
  void aReportLastsLongerThanTwoPeriods() {
    presence.report();
    clock.advance(presence.period().multipliedBy(2).plus(Duration.ofSeconds(1)));

    assertThat(seen().state()).isEqualTo(State.LIVE);
    assertThat(presence.period()).isPositive();
  }

  @Test
  void aDaemonThatFallsSilentIsGoneUntilItReportsAgain() {
    presence.report();
    var lease = store.leases().claim("source:acme", "one", Duration.ofHours(1)).orElseThrow();
    clock.advance(LEASE.plusSeconds(1));

    assertThat(seen().state()).isEqualTo(State.GONE);
    assertThat(store.leases().holder("source:acme")).hasValue("one");

    presence.report();

    assertThat(seen().state()).isEqualTo(State.LIVE);
    assertThat(seen().report().startedAt()).isEqualTo(NOON);
    store.leases().release(lease);
  }

  @Test
  void aDaemonThatStopsSaysSoAndLeavesItsLeases() {
    presence.report();
    store.leases().claim("source:acme", "one", Duration.ofHours(1));
    store.leases().claim("source:lake", "two", Duration.ofHours(1));

    presence.close();

    assertThat(seen().state()).isEqualTo(State.STOPPED);
    assertThat(store.leases().holder("source:acme")).isEmpty();
    assertThat(store.leases().holder("source:lake")).hasValue("two");
  }

  /** Such as a second process of the same name that could not start. */
  @Test
  void oneThatNeverReportedTakesNothingFromItsNamesake() {
    presence.report();
    store.leases().claim("source:acme", "one", Duration.ofHours(1));

    presence("one").close();

    assertThat(seen().state()).isEqualTo(State.LIVE);
    assertThat(store.leases().holder("source:acme")).hasValue("one");
  }

  @Test
  void oneThatCannotSayThatItStopsIsGoneWhenItsReportHasEnded() {
    presence.report();
    isDown = true;

    assertThatCode(presence::close).doesNotThrowAnyException();

    isDown = false;
    assertThat(seen().state()).isEqualTo(State.LIVE);
    clock.advance(LEASE.plusSeconds(1));
    assertThat(seen().state()).isEqualTo(State.GONE);
  }
}
