package io.trueup.listener.daemon.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowCalendarView.Concern;
import io.trueup.listener.daemon.view.WindowCalendarView.Group;
import io.trueup.listener.daemon.view.WindowCondition;
import io.trueup.listener.daemon.view.WindowView.Span;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.RolloutWindow.Suspension;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowCalendarReaderTest {

  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final Instant UNTIL = NOW.plus(Duration.ofDays(2));
  private static final WindowTimes NIGHTS =
      new WindowTimes(
          LocalDateTime.parse("2026-01-05T22:00"),
          Duration.ofHours(8),
          "Europe/Berlin",
          "FREQ=DAILY",
          Collections.emptySortedSet());

  private final InMemoryStateStore store = new InMemoryStateStore(new SettableClock(NOW));

  private WindowCalendarView read(RolloutWindow... windows) {
    new StoreScene(store).firstMerge();
    return WindowCalendarReader.of(
        NOW, List.of(windows), store.platforms().all(), Duration.ofDays(2));
  }

  private static RolloutWindow window(
      String id,
      WindowKind kind,
      String scope,
      WindowTimes times,
      @Nullable Suspension suspension) {
    var spec = new Spec(id, kind, Selector.parse(scope), times, "ops", "why");
    return new RolloutWindow(id, spec, Origin.OPERATOR, 1, NOW, NOW, suspension, null);
  }

  private static WindowTimes once(String start, String zone) {
    return WindowTimes.once(LocalDateTime.parse(start), Duration.ofHours(6), zone);
  }

  private static Span span(String start, String end) {
    return new Span(Instant.parse(start), Instant.parse(end));
  }

  private static List<Span> open(WindowCalendarView calendar, String platform) {
    return calendar.groups().stream()
        .filter(it -> it.platforms().contains(platform))
        .map(Group::open)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void combinesTheWindowsOfEachPlatform() {
    var calendar =
        read(
            window("nights", WindowKind.ALLOW, "platform=Live", NIGHTS, null),
            window(
                "freeze",
                WindowKind.DENY,
                "platform=Live",
                once("2026-03-03T00:00", "Europe/Berlin"),
                null));

    assertThat(calendar.groups()).hasSize(1);
    assertThat(open(calendar, "acme/Live"))
        .containsExactly(
            span("2026-03-02T21:00:00Z", "2026-03-02T23:00:00Z"),
            span("2026-03-03T21:00:00Z", "2026-03-04T05:00:00Z"));
    assertThat(calendar.unconcerned()).containsExactly("acme/Monthly", "acme/Old");
  }

  @Test
  void sharesADrawingWhereTheSameWindowsMatch() {
    var calendar = read(window("nights", WindowKind.ALLOW, "all", NIGHTS, null));

    assertThat(calendar.groups()).hasSize(1);
    assertThat(calendar.groups().getFirst().platforms())
        .containsExactly("acme/Live", "acme/Monthly", "acme/Old");
    assertThat(calendar.groups().getFirst().windows())
        .containsExactly(
            new Concern("nights", "allow", "Europe/Berlin", WindowCondition.UPCOMING, "why", null));
    assertThat(calendar.unconcerned()).isEmpty();
  }

  @Test
  void countsASuspendedWindowFromTheEndOfItsSuspension() {
    var end = Instant.parse("2026-03-03T14:00:00Z");
    var day = once("2026-03-03T12:00", "UTC");

    assertThat(
            open(
                read(
                    window(
                        "a",
                        WindowKind.DENY,
                        "platform=Live",
                        day,
                        new Suspension("ann", "why", NOW, end))),
                "acme/Live"))
        .containsExactly(
            new Span(NOW, end), new Span(Instant.parse("2026-03-03T18:00:00Z"), UNTIL));
    assertThat(
            open(
                read(
                    window(
                        "a",
                        WindowKind.DENY,
                        "platform=Live",
                        day,
                        new Suspension("ann", "why", NOW, null))),
                "acme/Live"))
        .containsExactly(new Span(NOW, UNTIL));
  }

  @Test
  void isShutByAWindowThatCannotBeEvaluated() {
    var calendar =
        read(
            window(
                "broken", WindowKind.DENY, "all", once("2026-03-03T12:00", "Mars/Olympus"), null));

    assertThat(open(calendar, "acme/Live")).isEmpty();
    assertThat(calendar.groups().getFirst().windows().getFirst().problem())
        .contains("Mars/Olympus");
  }

  /** What operators are shown is what the gate does, whatever the windows say. */
  @Test
  void showsWhatTheGateDoes() {
    new StoreScene(store).firstMerge();
    var seed = System.nanoTime();
    var random = new Random(seed);
    var live = store.platforms().find(StoreScene.LIVE).orElseThrow();
    var source = store.sources().find(StoreScene.ACME).orElseThrow();
    var rules = new GateRules();
    for (var round = 0; round < 300; round++) {
      var windows =
          IntStream.range(0, random.nextInt(5)).mapToObj(it -> random(random, "w" + it)).toList();
      var inputs = new GateInputs(windows, List.of(), source, Collections.emptySortedMap());
      var shown =
          WindowCalendarReader.of(NOW, windows, List.of(live), Duration.ofDays(2)).groups().stream()
              .findFirst();
      for (var probe = 0; probe < 20; probe++) {
        var at = NOW.plusMillis(random.nextLong(Duration.ofDays(2).toMillis()));
        var isOpen =
            shown
                .map(group ->
                    group.open().stream()
                        .anyMatch(it -> !at.isBefore(it.start()) && at.isBefore(it.end())))
                .orElse(true);
        assertThat(isOpen)
            .as("Seed %d, round %d, at %s: %s", seed, round, at, windows)
            .isEqualTo(rules.reportWithoutMove(live, inputs, at).isOpen());
      }
    }
  }

  private static RolloutWindow random(Random random, String id) {
    var zones = List.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata");
    var start = LocalDateTime.parse("2026-03-01T00:00").plusMinutes(random.nextInt(3 * 1440));
    var rule = random.nextBoolean() ? "FREQ=DAILY" : null;
    var zone = random.nextInt(15) == 0 ? "Mars/Olympus" : zones.get(random.nextInt(zones.size()));
    var times =
        new WindowTimes(
            start,
            Duration.ofMinutes(1 + random.nextInt(1000)),
            zone,
            rule,
            Collections.emptySortedSet());
    var until = random.nextBoolean() ? null : NOW.plusMillis(random.nextInt(150_000_000));
    var suspension = random.nextInt(3) == 0 ? new Suspension("ann", "why", NOW, until) : null;
    var kind = random.nextBoolean() ? WindowKind.ALLOW : WindowKind.DENY;
    var scope = random.nextInt(4) == 0 ? "platform=Monthly" : "all";
    return window(id, kind, scope, times, suspension);
  }
}
