package io.trueup.listener.engine.gate;

import static io.trueup.listener.engine.gate.GateScene.NOON;
import static io.trueup.listener.engine.gate.GateScene.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.model.schedule.WindowKind;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RolloutWindow.Suspension;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gates of random scenes, in which everything begins and ends at full minutes. */
class GateRulesPropertyTest {

  private static final int SCENES = 60;

  /** About one scene in twenty is open and shuts within two days; sixty may hold none. */
  private static final int MAX_SCENES = 1_000;

  private static final int MINUTES = 2 * 24 * 60;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final GateRules rules = new GateRules();
  private final long seed = System.nanoTime();

  /** What may shut the gates of a kind, by kind, each applied to a scene alone or with others. */
  private static Map<GateKind, Consumer<GateScene>> causes(Random random) {
    var causes = new EnumMap<GateKind, Consumer<GateScene>>(GateKind.class);
    if (random.nextInt(8) == 0) {
      causes.put(GateKind.BLOCKED, it -> it.health = SourceState.Health.BLOCKED);
    }
    if (random.nextInt(3) == 0) {
      var until = minute(random);
      causes.put(
          GateKind.PAUSED, it -> it.pausedUntil(until).groupPaused("tag=eu", NOON.plus(MINUTE)));
    }
    if (random.nextInt(8) == 0) {
      causes.put(GateKind.HELD, it -> it.held(6, Hold.Cause.ROLLBACK));
    }
    if (random.nextInt(8) == 0) {
      causes.put(GateKind.REMOVAL_GUARD, it -> it.removes(40, 90));
    }
    if (random.nextInt(3) == 0) {
      var cron = "%d %d * * *".formatted(random.nextInt(60), random.nextInt(24));
      causes.put(GateKind.POLICY, it -> it.scheduled(cron, "Europe/Berlin"));
    }
    var windows = windows(random);
    causes.put(GateKind.WINDOW, it -> windows.forEach(window -> window.accept(it)));
    if (random.nextInt(8) == 0) {
      causes.put(GateKind.DEPENDENCY, it -> it.dependsOn(PlatformDependency.on("Nowhere")));
    }
    if (random.nextInt(3) == 0) {
      var soak = MINUTE.multipliedBy(1 + random.nextInt(900));
      causes.put(
          GateKind.SOAK,
          it ->
              it.dependsOn(new PlatformDependency("Staging", soak, OnFailure.WAIT))
                  .other(STAGING, 7, NOON.minus(MINUTE.multipliedBy(60)), null));
    }
    if (random.nextInt(8) == 0) {
      causes.put(
          GateKind.CREDENTIALS,
          it ->
              it.credentials =
                  new CredentialGaps(new TreeSet<>(List.of("a")), Collections.emptySortedMap()));
    }
    return causes;
  }

  private static Instant minute(Random random) {
    return NOON.plus(MINUTE.multipliedBy(random.nextInt(MINUTES / 3) - 60));
  }

  private static List<Consumer<GateScene>> windows(Random random) {
    var rules = new String[] {"FREQ=DAILY", "FREQ=HOURLY;INTERVAL=7", "FREQ=WEEKLY;BYDAY=MO,TU,WE"};
    var zones = new String[] {"UTC", "America/New_York", "Asia/Kathmandu"};
    var windows = new ArrayList<Consumer<GateScene>>();
    for (var i = random.nextInt(6); i > 0; i--) {
      var id = "w" + i;
      var kind = random.nextInt(3) == 0 ? WindowKind.ALLOW : WindowKind.DENY;
      var isOnce = random.nextInt(3) == 0;
      var start =
          LocalDateTime.ofInstant(minute(random), ZoneOffset.UTC)
              .minusDays(isOnce ? 0 : 7)
              .withSecond(0);
      var length = MINUTE.multipliedBy(1 + random.nextInt(400));
      var rule = isOnce ? null : rules[random.nextInt(rules.length)];
      var zone = zones[random.nextInt(zones.length)];
      var suspended = suspension(random);
      windows.add(it ->
          it.window(
              id, kind, "all", GateScene.times(start.toString(), length, zone, rule), suspended));
    }
    return windows;
  }

  private static @Nullable Suspension suspension(Random random) {
    return random.nextInt(4) == 0
        ? new Suspension("ann", "deploy", NOON, random.nextBoolean() ? minute(random) : null)
        : null;
  }

  private GateScene scene(Map<GateKind, Consumer<GateScene>> causes) {
    var scene = new GateScene();
    scene.acceptedAt = NOON.minusSeconds(1);
    causes.values().forEach(it -> it.accept(scene));
    return scene;
  }

  @Test
  void allGatesTogetherAreThoseOfEachKindAlone() {
    for (var i = 0; i < SCENES; i++) {
      var causes = causes(new Random(seed + i));
      var alone = new ArrayList<ShutGate>();
      causes.forEach((kind, cause) -> {
        var shut = scene(Map.of(kind, cause)).shut(rules, NOON);
        assertThat(shut).as("seed %d", seed).allMatch(it -> it.kind() == kind);
        alone.addAll(shut);
      });
      alone.sort(Comparator.comparing(ShutGate::kind).thenComparing(ShutGate::what));

      assertThat(scene(causes).shut(rules, NOON)).as("seed %d", seed + i).isEqualTo(alone);
    }
  }

  @Test
  void theOrderOfWindowsNeverMatters() {
    for (var i = 0; i < SCENES; i++) {
      var random = new Random(seed + i);
      var scene = scene(causes(random));
      var at = minute(random);
      var before = scene.report(rules, at);
      Collections.shuffle(scene.windows, random);

      assertThat(scene.report(rules, at)).as("seed %d", seed + i).isEqualTo(before);
    }
  }

  /** A new set of rules has no calendars of earlier questions. */
  @Test
  void whatWasAskedBeforeNeverMatters() {
    for (var i = 0; i < SCENES / 5; i++) {
      var random = new Random(seed + i);
      var scene = scene(causes(random));
      var at = minute(random);
      scene.report(rules, minute(random));

      assertThat(scene.report(rules, at))
          .as("seed %d", seed + i)
          .isEqualTo(scene.report(new GateRules(), at));
    }
  }

  @Test
  void itOpensAndShutsAtTheFirstMinuteAtWhichASteppingEvaluationSaysSo() {
    var opened = 0;
    var closed = 0;
    for (var i = 0; i < SCENES || ((opened == 0 || closed == 0) && i < MAX_SCENES); i++) {
      var scene = scene(causes(new Random(seed + i)));
      var report = scene.report(rules, NOON);
      var change = report.isOpen() ? report.openUntil() : report.opensAt();
      var end = NOON.plus(MINUTE.multipliedBy(MINUTES));
      var found = stepping(scene, report.isOpen(), end);
      opened += found != null && !report.isOpen() ? 1 : 0;
      closed += found != null && report.isOpen() ? 1 : 0;
      if (found == null) {
        assertThat(change == null || !change.isBefore(end)).as("seed %d", seed + i).isTrue();
      } else {
        assertThat(change).as("seed %d", seed + i).isEqualTo(found);
      }
    }
    assertThat(opened).as("seed %d", seed).isPositive();
    assertThat(closed).as("seed %d", seed).isPositive();
  }

  private @Nullable Instant stepping(GateScene scene, boolean isOpen, Instant end) {
    var platform = scene.platform();
    var inputs = scene.inputs();
    var move = scene.move();
    for (var at = NOON; at.isBefore(end); at = at.plus(MINUTE)) {
      if (rules.isOpen(platform, inputs, move, at) != isOpen) {
        return at;
      }
    }
    return null;
  }
}
