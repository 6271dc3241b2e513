package io.trueup.model.verdict;

import static io.trueup.model.verdict.RuleFindings.below;

import io.trueup.model.document.tree.PlaceFinder;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.verdict.Finding.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for what platforms say about their moves. None of them depends on the present time: a
 * window that is over was right once, and the version that declares it stays as good as it was.
 */
final class RolloutRules {

  /** No zone's clock differs from UTC by more. */
  private static final Duration MOST_OFFSET = Duration.ofHours(18);

  private final Set<String> zones = ZoneId.getAvailableZoneIds();
  private final EcosystemDeclaration ecosystem;
  private final RuleFindings findings;

  RolloutRules(EcosystemDeclaration ecosystem, RuleFindings findings) {
    this.ecosystem = ecosystem;
    this.findings = findings;
  }

  void check(PlatformDeclaration platform) {
    var path = List.of("platforms", platform.name(), "rollout");
    var policy = platform.rollout();
    if (policy.schedule() != null) {
      isKnown(policy.schedule().zone(), "The schedule", platform, below(path, "schedule"));
    }
    windows(platform, below(path, "windows"));
    dependencies(platform);
    if (policy.on() == On.NEVER
        && (policy.versions() != VersionOrder.NEWEST
            || !policy.windows().isEmpty()
            || !platform.dependencies().isEmpty())) {
      findings.warning(
          "rollout-policy.unused",
          below(path, "on"),
          "The rollout of platform '%s' is 'never', so that its windows, dependencies and order of versions have no effect"
              .formatted(platform.name()),
          "Remove them, or write on: manual");
    }
  }

  private boolean isKnown(
      String zone, String what, PlatformDeclaration platform, List<String> path) {
    if (zones.contains(zone)) {
      return true;
    }
    findings.unknownName(
        "rollout-policy.zone",
        below(path, "zone"),
        "%s of platform '%s' is in the time zone '%s', which does not exist"
            .formatted(what, platform.name(), zone),
        new Suggestion(zone, KnownNames.TIME_ZONES),
        "Write the zone's IANA name, such as Europe/Berlin");
    return false;
  }

  private void windows(PlatformDeclaration platform, List<String> path) {
    Map<WindowKind, List<WindowCalendar>> calendars = new EnumMap<>(WindowKind.class);
    for (var kind : WindowKind.values()) {
      calendars.put(kind, new ArrayList<>());
    }
    var windows = platform.rollout().windows();
    windows.forEach((name, window) -> {
      var calendar = calendar(platform, name, window, below(path, name));
      if (calendar != null) {
        calendars.getOrDefault(window.kind(), List.of()).add(calendar);
      }
    });
    var allow = calendars.getOrDefault(WindowKind.ALLOW, List.of());
    var deny = calendars.getOrDefault(WindowKind.DENY, List.of());
    // What a wrong window was meant to leave open is not known.
    if (allow.size() + deny.size() == windows.size()
        && !windows.isEmpty()
        && OpenTimes.areNone(allow, deny, before(windows.values()))) {
      findings.error(
          "rollout-policy.never-open",
          path,
          allow.isEmpty()
              ? "The windows of platform '%s' deny all time from their first start on"
                  .formatted(platform.name())
              : "The windows of platform '%s' leave it no time: those that deny cover all that others allow"
                  .formatted(platform.name()),
          "Shorten a window that denies, or add one that allows another time");
    }
  }

  private static Instant before(Iterable<WindowDeclaration> windows) {
    var starts = new ArrayList<Instant>();
    windows.forEach(it -> starts.add(it.times().start().toInstant(ZoneOffset.UTC)));
    return starts.stream()
        .min(Comparator.naturalOrder())
        .orElse(Instant.EPOCH)
        .minus(MOST_OFFSET)
        .minusNanos(1);
  }

  private @Nullable WindowCalendar calendar(
      PlatformDeclaration platform, String name, WindowDeclaration window, List<String> path) {
    var times = window.times();
    if (!isKnown(times.zone(), "Window '%s'".formatted(name), platform, path)) {
      return null;
    }
    try {
      return WindowCalendar.of(times);
    } catch (IllegalArgumentException e) {
      findings.error(
          "rollout-policy.window",
          path,
          "Window '%s' of platform '%s': %s".formatted(name, platform.name(), e.getMessage()),
          "Correct its start, length, rule or exceptions");
      return null;
    }
  }

  private void dependencies(PlatformDeclaration platform) {
    var named = new HashSet<String>();
    for (var i = 0; i < platform.dependencies().size(); i++) {
      var dependency = platform.dependencies().get(i).platform();
      var path = List.of("platforms", platform.name(), "dependencies", PlaceFinder.itemStep(i));
      if (!named.add(dependency)) {
        findings.error(
            "platform.dependency-twice",
            path,
            "Platform '%s' depends on '%s' twice".formatted(platform.name(), dependency),
            "Remove one of the two");
        continue;
      }
      var other = ecosystem.platforms().get(dependency);
      if (other != null && other.rollout().on() == On.NEVER) {
        findings.error(
            "platform.dependency-never",
            path,
            "Platform '%s' depends on '%s', whose rollout is 'never': it would wait for ever"
                .formatted(platform.name(), dependency),
            "Remove the dependency, or give '%s' another rollout".formatted(dependency));
      }
    }
  }
}
