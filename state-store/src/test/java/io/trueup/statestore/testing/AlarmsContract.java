package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Alarms.Alarm;
import io.trueup.statestore.Alarms.Next;
import io.trueup.statestore.Alarms.Purpose;
import io.trueup.statestore.Impact;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Alarms}. */
abstract class AlarmsContract extends Contract {

  private static final Alarm ROLLOUT = new Alarm(LIVE, Purpose.ROLLOUT);
  private static final Alarm DRIFT = new Alarm(LIVE, Purpose.DRIFT);
  private static final List<SourceId> SOURCES = List.of(ACME);

  AlarmsContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void declarePlatform() {
    stage.accept(StoreFixture.fingerprint(1));
  }

  private void set(Alarm alarm, Instant at) {
    store.alarms().set(Map.of(alarm, at));
  }

  private Instant next() {
    return store.alarms().next(SOURCES).map(Next::at).orElseThrow();
  }

  @Test
  void anAlarmIsSeenByOtherProcessesAndTakenOnce() {
    set(ROLLOUT, stage.in(Duration.ofSeconds(-1)));

    assertThat(suite.otherHandle().alarms().takeDue(SOURCES)).containsExactly(ROLLOUT);

    assertThat(store.alarms().takeDue(SOURCES)).isEmpty();
    assertThat(store.alarms().next(SOURCES)).isEmpty();
  }

  @Test
  void anAlarmIsNotTakenBeforeItRings() {
    set(ROLLOUT, stage.in(HOUR));

    assertThat(store.alarms().takeDue(SOURCES)).isEmpty();

    var next = store.alarms().next(SOURCES).orElseThrow();
    assertThat(next.left()).isBetween(HOUR.minusMinutes(5), HOUR);
  }

  @Test
  void aPastAlarmIsTheNextWithoutAWait() {
    var past = stage.in(HOUR.negated());
    set(ROLLOUT, past);

    assertThat(store.alarms().next(SOURCES)).hasValue(new Next(past, Duration.ZERO));
  }

  @Test
  void settingAgainReplaces() {
    set(ROLLOUT, stage.in(HOUR.negated()));
    var later = stage.in(HOUR);

    set(ROLLOUT, later);

    assertThat(store.alarms().takeDue(SOURCES)).isEmpty();
    assertThat(next()).isEqualTo(later);
  }

  @Test
  void purposesHaveAlarmsOfTheirOwn() {
    var soon = stage.in(HOUR);
    store.alarms().set(Map.of(ROLLOUT, stage.in(HOUR.negated()), DRIFT, soon));

    assertThat(store.alarms().takeDue(SOURCES)).containsExactly(ROLLOUT);

    assertThat(next()).isEqualTo(soon);
  }

  @Test
  void onlyAlarmsOfTheGivenSourcesRing() {
    set(ROLLOUT, stage.in(HOUR.negated()));
    var others = List.of(new SourceId("other"));

    assertThat(store.alarms().takeDue(others)).isEmpty();
    assertThat(store.alarms().takeDue(List.of())).isEmpty();
    assertThat(store.alarms().next(others)).isEmpty();

    assertThat(store.alarms().takeDue(SOURCES)).containsExactly(ROLLOUT);
  }

  @Test
  void anUnknownPlatformGetsNone() {
    var unknown = new Alarm(new PlatformId(ACME, "Nowhere"), Purpose.ROLLOUT);
    var soon = stage.in(HOUR);

    store.alarms().set(Map.of(unknown, stage.in(HOUR.negated()), ROLLOUT, soon));
    store.alarms().set(Map.of());

    assertThat(store.alarms().takeDue(SOURCES)).isEmpty();
    assertThat(next()).isEqualTo(soon);
  }

  @Test
  void manyAreSetAndTakenAtOnce() {
    var names = IntStream.range(0, 1_200).mapToObj(i -> "P" + i).toList();
    stage.accept(
        names.stream()
            .map(name -> StoreFixture.impact(name, StoreFixture.fingerprint(1)))
            .toArray(Impact[]::new));
    var past = stage.in(HOUR.negated());
    var alarms =
        names.stream()
            .map(name -> new Alarm(new PlatformId(ACME, name), Purpose.ROLLOUT))
            .collect(Collectors.toMap(alarm -> alarm, _ -> past));

    store.alarms().set(alarms);

    assertThat(store.alarms().takeDue(SOURCES))
        .containsExactlyInAnyOrderElementsOf(alarms.keySet());
  }

  @Test
  void ofTwoWhoTakeAtOnceOneGetsIt() throws Exception {
    set(ROLLOUT, stage.in(HOUR.negated()));
    var other = suite.otherHandle();

    var all = new ArrayList<Alarm>();
    List<Callable<List<Alarm>>> calls =
        List.of(() -> store.alarms().takeDue(SOURCES), () -> other.alarms().takeDue(SOURCES));
    for (var taken : atOnce(calls)) {
      all.addAll(taken);
    }

    assertThat(all).containsExactly(ROLLOUT);
  }
}
