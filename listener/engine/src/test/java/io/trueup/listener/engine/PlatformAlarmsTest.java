package io.trueup.listener.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.AlarmClock;
import io.trueup.statestore.Alarms;
import io.trueup.statestore.Alarms.Alarm;
import io.trueup.statestore.Alarms.Purpose;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlatformAlarmsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final SourceId ACME = new SourceId("acme");
  private static final Alarm LIVE = alarm("Live");
  private static final Alarm QA = alarm("Qa");

  private final Rows rows = new Rows();
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<Alarm> looks = new ArrayList<>();
  private final PlatformAlarms alarms =
      new PlatformAlarms(rows, rows, List.of(ACME), (_, task) -> tasks.add(task), looks::add);

  private static Alarm alarm(String platform) {
    return new Alarm(new PlatformId(ACME, platform), Purpose.ROLLOUT);
  }

  /** The store's alarms and its clock, which counts how often each is asked. */
  private static final class Rows implements Alarms, AlarmClock {

    final Map<Alarm, Instant> rows = new HashMap<>();
    final List<Instant> clockSets = new ArrayList<>();
    Instant now = NOON;
    int calls;
    boolean isBroken;
    boolean isClockBroken;
    Runnable meanwhile = () -> {};
    @Nullable Runnable ring;

    private void call(boolean isFailing) {
      calls++;
      if (isFailing) {
        throw new StateStoreException("Cannot reach it", true, new IllegalStateException());
      }
    }

    @Override
    public void set(Map<Alarm, Instant> alarms) {
      meanwhile.run();
      call(isBroken);
      rows.putAll(alarms);
    }

    @Override
    public Optional<Next> next(Collection<SourceId> sources) {
      call(isBroken);
      return rows.values().stream()
          .min(Instant::compareTo)
          .map(at -> new Next(at, Duration.between(now, at)));
    }

    @Override
    public List<Alarm> takeDue(Collection<SourceId> sources) {
      call(isBroken);
      var due =
          rows.entrySet().stream()
              .filter(row -> !row.getValue().isAfter(now))
              .map(Map.Entry::getKey)
              .toList();
      due.forEach(rows::remove);
      return due;
    }

    @Override
    public void start(Runnable ringing) {
      ring = ringing;
    }

    @Override
    public void set(Instant at, Duration wait) {
      call(isClockBroken);
      clockSets.add(at);
    }

    void ringAt(Instant instant) {
      now = instant;
      if (ring != null) {
        ring.run();
      }
    }

    @Override
    public void close() {}
  }

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.removeFirst().run();
    }
  }

  private void start() {
    alarms.start();
    run();
    rows.calls = 0;
  }

  @Test
  void whatIsDueIsLookedAtOnceTheClockRings() {
    start();
    alarms.set(LIVE, NOON.plusSeconds(60));
    run();
    assertThat(looks).isEmpty();

    rows.ringAt(NOON.plusSeconds(60));
    run();

    assertThat(looks).containsExactly(LIVE);
    assertThat(rows.rows).isEmpty();
  }

  @Test
  void aPastInstantIsLookedAtWithoutTheClock() {
    start();
    alarms.set(LIVE, NOON.minusSeconds(1));
    run();

    assertThat(looks).containsExactly(LIVE);
    assertThat(rows.clockSets).isEmpty();
  }

  @Test
  void theLaterSettingReplaces() {
    start();
    alarms.set(LIVE, NOON.plusSeconds(60));
    alarms.set(LIVE, NOON.plusSeconds(120));
    run();
    rows.ringAt(NOON.plusSeconds(60));
    run();

    assertThat(looks).isEmpty();
    assertThat(rows.rows).containsExactly(Map.entry(LIVE, NOON.plusSeconds(120)));
  }

  @Test
  void thousandsAreWrittenTogetherAndTheClockIsSetForTheNextOnly() {
    start();
    for (var i = 0; i < 5_000; i++) {
      alarms.set(alarm("P" + i), NOON.plusSeconds(60 + i));
    }
    run();

    assertThat(rows.rows).hasSize(5_000);
    assertThat(rows.calls).isEqualTo(4);
    assertThat(rows.clockSets).containsExactly(NOON.plusSeconds(60));
  }

  @Test
  void theClockIsSetForTheNextAfterEachRingAndForAnEarlierOne() {
    start();
    alarms.set(LIVE, NOON.plusSeconds(60));
    run();
    alarms.set(QA, NOON.plusSeconds(30));
    run();
    alarms.refresh();
    run();
    rows.ringAt(NOON.plusSeconds(30));
    run();

    assertThat(looks).containsExactly(QA);
    assertThat(rows.clockSets)
        .containsExactly(NOON.plusSeconds(60), NOON.plusSeconds(30), NOON.plusSeconds(60));
  }

  @Test
  void aClockThatRingsEarlyIsSetAgain() {
    start();
    alarms.set(LIVE, NOON.plusSeconds(60));
    run();
    rows.ringAt(NOON.plusSeconds(59));
    run();

    assertThat(looks).isEmpty();
    assertThat(rows.clockSets).containsExactly(NOON.plusSeconds(60), NOON.plusSeconds(60));
  }

  @Test
  void aRefreshLooksAtWhatRangUnheard() {
    start();
    alarms.set(LIVE, NOON.plusSeconds(60));
    run();
    rows.now = NOON.plusSeconds(61);
    alarms.refresh();
    run();

    assertThat(looks).containsExactly(LIVE);
  }

  @Test
  void nothingIsAskedBeforeTheStart() {
    alarms.set(LIVE, NOON.plusSeconds(60));
    alarms.refresh();
    run();
    assertThat(rows.calls).isZero();

    start();

    assertThat(rows.rows).containsKey(LIVE);
  }

  @Test
  void whatCouldNotBeWrittenIsWrittenLaterUnlessReplaced() {
    start();
    rows.isBroken = true;
    alarms.set(LIVE, NOON.plusSeconds(60));
    alarms.set(QA, NOON.plusSeconds(60));
    rows.meanwhile = () -> alarms.set(QA, NOON.plusSeconds(90));
    tasks.removeFirst().run();
    assertThat(alarms.problem()).hasValue("Cannot reach it");

    rows.meanwhile = () -> {};
    rows.isBroken = false;
    alarms.refresh();
    run();

    assertThat(alarms.problem()).isEmpty();
    assertThat(rows.rows)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(LIVE, NOON.plusSeconds(60), QA, NOON.plusSeconds(90)));
  }

  @Test
  void withABrokenClockWhatIsDueIsStillSeenByTheRefresh() {
    start();
    rows.isClockBroken = true;
    alarms.set(LIVE, NOON.plusSeconds(60));
    run();
    assertThat(alarms.problem()).hasValue("Cannot reach it");

    rows.now = NOON.plusSeconds(60);
    alarms.refresh();
    run();

    assertThat(looks).containsExactly(LIVE);
    assertThat(alarms.problem()).isEmpty();
  }

  @Test
  void processesOfTheSameSourcesShareAClock() {
    var other = new SourceId("other");

    assertThat(PlatformAlarms.group(List.of(other, ACME)))
        .isEqualTo(PlatformAlarms.group(List.of(ACME, other)))
        .isNotEqualTo(PlatformAlarms.group(List.of(ACME)));
  }
}
