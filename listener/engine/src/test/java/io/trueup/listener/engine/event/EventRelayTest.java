package io.trueup.listener.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.ThreadsByHand;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A destination that says when it wants to be asked again. */
class EventRelayTest implements EventRelay.Destination {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final JdkThreads real = new JdkThreads();
  private final LeaseKeeper leases =
      new LeaseKeeper(store.leases(), "a", Duration.ofHours(1), real);
  private final List<List<Long>> asked = new ArrayList<>();
  private final Queue<UndeliveredException> answers = new ArrayDeque<>();
  private final ThreadsByHand threads = new ThreadsByHand();
  private final EventRelay.Dependencies dependencies =
      new EventRelay.Dependencies(store.changes(), leases, threads, clock, () -> 0);
  private final EventRelay relay = new EventRelay("test", 10, dependencies, this);

  @AfterEach
  void close() {
    relay.close();
    leases.close();
  }

  @Override
  public void deliver(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
    asked.add(changes.stream().map(RecordedChange::position).toList());
    var answer = answers.poll();
    if (answer != null) {
      throw answer;
    }
  }

  private void happen() {
    store
        .audit()
        .append(new Actor("ann", ""), AuditVerbs.PLATFORM_PAUSED, "platform:acme/Live", "why");
    store.changes().number(10);
    relay.poke();
  }

  private long position() {
    return store.changes().readers().getOrDefault("test", -1L);
  }

  @Test
  void aDestinationThatWaitsHasNoProblemAndIsAskedAgainExactlyThen() {
    var wait = Duration.ofMillis(1234);
    answers.add(UndeliveredException.notYet(wait, 1));
    store
        .audit()
        .append(new Actor("ann", ""), AuditVerbs.PLATFORM_PAUSED, "platform:acme/Live", "why");
    happen();

    assertThat(position()).isEqualTo(1);
    assertThat(relay.problem()).isEmpty();
    assertThat(threads.delays()).containsExactly(wait);
    happen();
    assertThat(asked).containsExactly(List.of(1L, 2L));

    threads.pass();
    assertThat(asked).containsExactly(List.of(1L, 2L), List.of(2L, 3L));
    assertThat(position()).isEqualTo(3);
  }

  @Test
  void waitingDoesNotEndAProblem() {
    answers.add(new UndeliveredException("It answers 500", null));
    answers.add(UndeliveredException.notYet(Duration.ofSeconds(9), 0));
    happen();
    threads.pass();

    assertThat(relay.problem()).map(EventRelay.Problem::reason).hasValue("It answers 500");
    threads.pass();
    assertThat(relay.problem()).isEmpty();
  }

  @Test
  void aDestinationThatAsksForTimeHasItWhateverHappens() {
    var wait = Duration.ofMinutes(5);
    answers.add(new UndeliveredException("It answers 429", wait, null));
    happen();
    happen();

    assertThat(asked).hasSize(1);
    assertThat(threads.delays()).containsExactly(wait);
    threads.pass();
    assertThat(position()).isEqualTo(2);
  }

  @Test
  void aDestinationThatIsAwayCostsFewAttemptsHoweverManyEventsCome() {
    for (var seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
      answers.add(new UndeliveredException("It does not answer", null));
      if (asked.isEmpty()) {
        happen();
      } else {
        threads.pass();
      }
      happen();
      happen();

      assertThat(threads.delays()).containsExactly(Duration.ofSeconds(seconds));
    }
    assertThat(asked).hasSize(8);
    threads.pass();

    assertThat(asked).hasSize(10); // of ten events at most, until all are there
    assertThat(relay.problem()).isEmpty();
    assertThat(position()).isEqualTo(17);
  }

  @Test
  void aReaderThatWasRemovedStaysRemovedAndLetsAnotherGoOn() {
    happen();
    store.changes().forget("test");
    happen();

    assertThat(asked).hasSize(2);
    assertThat(store.changes().readers()).isEmpty();
    assertThat(store.leases().claim("events:test", "b", Duration.ofHours(1))).isPresent();
  }

  @Test
  void aReaderThatOthersRegisterDoesNothingUntilTheyDo() {
    relay.close();
    try (var other = new EventRelay("other", 10, dependencies.ofRegistered(), this)) {
      store
          .audit()
          .append(new Actor("ann", ""), AuditVerbs.PLATFORM_PAUSED, "platform:acme/Live", "why");
      store.changes().number(10);
      other.poke();
      assertThat(asked).isEmpty();
      assertThat(store.changes().readers()).isEmpty();

      store.changes().register("other", 0);
      threads.pass();
      assertThat(asked).containsExactly(List.of(1L));
      assertThat(store.changes().position("other")).hasValue(1);
    }
  }

  @Test
  void aProcessThatFailsForLongLetsAnotherTryAndGoesOnWhenNoneDoes() {
    var failures = 0;
    happen();
    while (isHeld()) {
      answers.add(new UndeliveredException("It does not answer", null));
      clock.advance(Duration.ofSeconds(15));
      if (failures++ == 0) {
        happen();
      } else {
        threads.pass();
      }
    }
    assertThat(failures).isEqualTo(6);
    assertThat(relay.problem()).map(EventRelay.Problem::reason).hasValue("It does not answer");

    threads.pass();

    assertThat(isHeld()).isTrue();
    assertThat(relay.problem()).isEmpty();
    assertThat(position()).isEqualTo(2);
  }

  @Test
  void anotherProcessThatClaimsTheLeaseKeepsIt() {
    happen();
    answers.add(new UndeliveredException("It does not answer", null));
    happen();
    answers.add(new UndeliveredException("It does not answer", null));
    clock.advance(Duration.ofSeconds(61));
    threads.pass();
    var other = store.leases().claim("events:test", "b", Duration.ofHours(1));

    threads.pass();

    assertThat(other).isPresent();
    assertThat(asked).hasSize(3);
    assertThat(relay.problem()).isEmpty();
  }

  @Test
  void aDestinationThatSaysWhenToAskAgainIsNotHandedOver() {
    happen();
    for (var i = 0; i < 4; i++) {
      answers.add(new UndeliveredException("It answers 429", Duration.ofMinutes(2), null));
    }
    happen();
    for (var i = 0; i < 3; i++) {
      clock.advance(Duration.ofMinutes(2));
      threads.pass();
    }

    assertThat(isHeld()).isTrue();
  }

  private boolean isHeld() {
    return store.leases().holder("events:test").isPresent();
  }
}
