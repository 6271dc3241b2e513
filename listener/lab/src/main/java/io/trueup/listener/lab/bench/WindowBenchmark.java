package io.trueup.listener.lab.bench;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Measures what windows cost where a rollout is judged, beside an evaluation that makes each
 * calendar again. Every window is about every platform.
 */
final class WindowBenchmark {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final int WARM = 200;
  private static final int JUDGED = 1000;
  private static final int JUDGEMENTS = 2000;
  private static final int PLATFORMS = 200;
  private static final int PLATFORM_WINDOWS = 500;
  private static final List<String> ZONES =
      List.of("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "UTC");
  private static final String SELDOM = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24";
  private static final List<String> RULES =
      List.of(
          "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH",
          "FREQ=DAILY",
          "FREQ=MONTHLY;BYDAY=-1FR",
          "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
          SELDOM);

  private final GateRules rules = new GateRules();
  private final ProgressLog progress;

  WindowBenchmark(ProgressLog progress) {
    this.progress = progress;
  }

  List<Figure> measure() {
    progress.log("(f) judging %,d windows".formatted(JUDGED));
    var windows = windows(JUDGED);
    var platform = platform(0);
    var naive =
        Figure.of(
            "window.judge.naive.p50",
            "the same, with each calendar made again",
            time(WARM / 10, 30, at -> judgeAnew(windows, at)).millis(50),
            "ms");
    var samples = time(WARM, JUDGEMENTS, at -> rules.areWindowsOpen(platform, windows, at));
    progress.log(
        "(f) the next change of %d platforms under %d windows"
            .formatted(PLATFORMS, PLATFORM_WINDOWS));
    return List.of(
        Figure.of(
                "window.judge.p50",
                "one judgement with %,d windows".formatted(JUDGED),
                samples.millis(50),
                "ms")
            .relativeTo(naive),
        Figure.of("window.judge.p99", "the same, p99", samples.millis(99), "ms"),
        naive,
        nextChanges());
  }

  private Figure nextChanges() {
    var windows = windows(PLATFORM_WINDOWS);
    var platforms = new ArrayList<PlatformState>();
    for (var i = 0; i < PLATFORMS; i++) {
      platforms.add(platform(i));
    }
    var took =
        time(
            20,
            50,
            at -> {
              var found = false;
              for (var platform : platforms) {
                found |= rules.nextWindowChange(platform, windows, at).isPresent();
              }
              return found;
            });
    return Figure.of(
        "window.next-change.p50",
        "next change of %d platforms under %d windows".formatted(PLATFORMS, PLATFORM_WINDOWS),
        took.millis(50),
        "ms");
  }

  /** What is measured at an instant. */
  private interface Question {

    boolean ask(Instant at);
  }

  /**
   * Asks a minute later each time, as sweeps do. Counts the thread's CPU time, since it waits for
   * nothing.
   */
  private static DurationSamples time(int warm, int count, Question question) {
    var nanos = new long[count];
    var open = 0;
    for (var i = -warm; i < count; i++) {
      var at = NOW.plusSeconds(60L * (i + warm));
      var start = THREADS.getCurrentThreadCpuTime();
      open += question.ask(at) ? 1 : 0;
      if (i >= 0) {
        nanos[i] = THREADS.getCurrentThreadCpuTime() - start;
      }
    }
    if (open < 0) {
      throw new IllegalStateException("More than all questions were answered");
    }
    return DurationSamples.of(nanos);
  }

  private static boolean judgeAnew(List<RolloutWindow> windows, Instant at) {
    var isDenied = false;
    var isAllowed = false;
    for (var window : windows) {
      var inForce = WindowCalendar.of(window.spec().times()).at(at).isPresent();
      isDenied |= inForce && window.spec().kind() == WindowKind.DENY;
      isAllowed |= inForce && window.spec().kind() == WindowKind.ALLOW;
    }
    return !isDenied && isAllowed;
  }

  private static PlatformState platform(int number) {
    var none = new PlatformState.Pointer(0, null, NOW);
    return new PlatformState(
        PlatformId.parse("bench/Platform" + number),
        "postgres",
        RolloutPolicy.MERGE,
        none,
        none,
        none,
        0,
        null,
        null,
        null);
  }

  /** None that denies is in force, so that a judgement looks at all of them. */
  private static List<RolloutWindow> windows(int count) {
    var result = new ArrayList<RolloutWindow>();
    for (var i = 0; i < count; i++) {
      var isDeny = i % 10 == 0;
      var times =
          new WindowTimes(
              LocalDateTime.of(2020, 1, 1, i % 24, i % 60),
              Duration.ofMinutes(30 + i % 300),
              ZONES.get(i % ZONES.size()),
              isDeny ? SELDOM : RULES.get(i / 7 % RULES.size()),
              new TreeSet<>());
      var spec =
          new RolloutWindow.Spec(
              "Window " + i,
              isDeny ? WindowKind.DENY : WindowKind.ALLOW,
              Selector.parse("type=postgres"),
              times,
              "bench",
              "");
      result.add(
          new RolloutWindow(
              "window-" + i, spec, RolloutWindow.Origin.OPERATOR, 1, NOW, NOW, null, null));
    }
    return result;
  }
}
