package io.trueup.listener.daemon.simulation;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.DriftPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Draws what models say about the moves of platforms. {@code Live} follows each merge, {@code
 * Asked} an operator, {@code After} follows {@code Live}, and {@code Timed} has a schedule.
 */
final class SimulatedTerms {

  /** Before the world begins, on a whole hour. */
  private static final LocalDateTime EARLIER = LocalDateTime.of(2025, 12, 31, 20, 0);

  private final Random random;

  SimulatedTerms(Random random) {
    this.random = random;
  }

  RolloutTerms draw(String platform) {
    return switch (platform) {
      case "Asked" -> terms(policy(On.MANUAL, null), List.of(), List.of());
      case "After" -> terms(policy(On.MERGE, null), List.of(onLive()), List.of("late"));
      case "Timed" -> terms(policy(On.SCHEDULE, schedule()), List.of(), List.of("late"));
      default -> terms(policy(On.MERGE, null), List.of(), List.of());
    };
  }

  private static RolloutTerms terms(
      RolloutPolicy policy, List<PlatformDependency> dependencies, List<String> tags) {
    return new RolloutTerms(policy, dependencies, null, new TreeSet<>(tags));
  }

  private PlatformDependency onLive() {
    return new PlatformDependency(
        "Live",
        random.nextBoolean() ? null : Duration.ofSeconds(10 + random.nextInt(80)),
        random.nextInt(4) == 0
            ? PlatformDependency.OnFailure.GO
            : PlatformDependency.OnFailure.WAIT);
  }

  private RolloutPolicy policy(On on, @Nullable CronSchedule schedule) {
    return new RolloutPolicy(
        on,
        schedule,
        windows(),
        List.of(AtClose.values()).get(random.nextInt(AtClose.values().length)),
        random.nextInt(4) == 0 ? VersionOrder.EACH : VersionOrder.NEWEST,
        random.nextBoolean() ? RemovalGuard.DEFAULT : new RemovalGuard(30, 2),
        DriftPolicy.NONE);
  }

  private CronSchedule schedule() {
    var minutes = List.of("*/3 * * * *", "*/7 * * * *", "5,20,40 * * * *");
    return new CronSchedule(List.of(Cron.parse(minutes.get(random.nextInt(3)))), zone());
  }

  private SortedMap<String, WindowDeclaration> windows() {
    if (random.nextInt(100) < 55) {
      return Collections.emptySortedMap();
    }
    var windows = new TreeMap<String, WindowDeclaration>();
    var count = 1 + random.nextInt(2);
    for (var i = 0; i < count; i++) {
      var kind = random.nextInt(3) == 0 ? WindowKind.ALLOW : WindowKind.DENY;
      windows.put("w" + random.nextInt(3), new WindowDeclaration(kind, recurring(), "by design"));
    }
    return windows;
  }

  /** Times that come again every few minutes. */
  WindowTimes recurring() {
    var period = 3 + random.nextInt(9);
    var length = Duration.ofSeconds(20L + random.nextInt(period * 60 - 40));
    return new WindowTimes(
        EARLIER, length, zone(), "FREQ=MINUTELY;INTERVAL=" + period, Collections.emptySortedSet());
  }

  /** The offset of no zone changes in January, so that a check may count in minutes. */
  private String zone() {
    return List.of("UTC", "Europe/Berlin", "America/New_York").get(random.nextInt(3));
  }
}
