package io.trueup.model.document.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.tree.JsonValues;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.TreeParser;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.DriftPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.OnDrift;
import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a platform says about its rollouts is read from YAML and JSON alike, and kept. */
class RolloutReadingTest {

  private static final String EVERYTHING =
      """
      type: postgres
      tags: [fast, ours]
      rollout:
        on: schedule
        schedule: {cron: [0 2 * * SAT, 30 4 1 * *], zone: America/New_York}
        windows:
          nights:
            kind: allow
            start: 2026-01-05T22:00
            length: 8h
            zone: Europe/Berlin
            rule: FREQ=WEEKLY;BYDAY=MO,TU
            except: ["2026-12-24T22:00", 2026-12-31T22:00:00]
            reason: The traders are asleep
          year-end: {kind: deny, start: 2026-12-28T00:00, end: "2027-01-02T00:00", zone: UTC}
        at-close: drain
        versions: each
        guard: {removed: 12%, at-least: 5}
        drift: {check: 90m, on: repair}
      dependencies: [Dev, {platform: Qa, soak: 2d, on-failure: go}, {platform: Next}]
      """;

  private static String document(String platform) {
    return "kind: Ecosystem\nname: E\nowner: h/o/n@e\nlive: h/o/n@main\nplatforms:\n  P:\n"
        + platform.indent(4);
  }

  private static PlatformDeclaration read(String path, String text) {
    var fragment = FragmentReader.read(path, text.getBytes(StandardCharsets.UTF_8));
    assertThat(fragment.problems()).isEmpty();
    var written = FragmentCodec.write(List.of(fragment));
    assertThat(FragmentCodec.read(written, Interner.small())).containsExactly(fragment);
    var document = (EcosystemDocument) fragment.documents().getFirst().document();
    return Objects.requireNonNull(document.ecosystem().platforms().get("P"));
  }

  private static PlatformDeclaration fromYaml(String platform) {
    return read("x.yaml", document(platform));
  }

  private static PlatformDeclaration fromJson(String platform) {
    var yaml = document(platform).getBytes(StandardCharsets.UTF_8);
    var tree = TreeParser.read("x.yaml", yaml, ReadLimits.MODEL).documents().getFirst();
    return read("x.json", JsonValues.of(JsonValues.value(tree)));
  }

  @Test
  void readsEverything() {
    var platform = fromYaml(EVERYTHING);

    assertThat(platform.rollout())
        .isEqualTo(
            new RolloutPolicy(
                On.SCHEDULE,
                new CronSchedule(
                    List.of(new Cron("0 2 * * 6"), new Cron("30 4 1 * *")), "America/New_York"),
                new TreeMap<>(
                    Map.of(
                        "nights",
                        new WindowDeclaration(
                            WindowKind.ALLOW,
                            new WindowTimes(
                                LocalDateTime.of(2026, 1, 5, 22, 0),
                                Duration.ofHours(8),
                                "Europe/Berlin",
                                "FREQ=WEEKLY;BYDAY=MO,TU",
                                new TreeSet<>(
                                    List.of(
                                        LocalDateTime.of(2026, 12, 24, 22, 0),
                                        LocalDateTime.of(2026, 12, 31, 22, 0)))),
                            "The traders are asleep"),
                        "year-end",
                        new WindowDeclaration(
                            WindowKind.DENY,
                            WindowTimes.once(
                                LocalDateTime.of(2026, 12, 28, 0, 0), Duration.ofDays(5), "UTC"),
                            ""))),
                AtClose.DRAIN,
                VersionOrder.EACH,
                new RemovalGuard(12, 5),
                new DriftPolicy(Duration.ofMinutes(90), OnDrift.REPAIR)));
    assertThat(platform.dependencies())
        .containsExactly(
            PlatformDependency.on("Dev"),
            new PlatformDependency("Qa", Duration.ofDays(2), OnFailure.GO),
            PlatformDependency.on("Next"));
    assertThat(platform.terms().tags()).containsExactly("fast", "ours");
  }

  @Test
  void readsJsonAlike() {
    assertThat(fromJson(EVERYTHING)).isEqualTo(fromYaml(EVERYTHING));
  }

  @Test
  void takesTheDefaultsOfWhatIsNotThere() {
    assertThat(fromYaml("type: x\n").rollout()).isEqualTo(RolloutPolicy.MERGE);
    assertThat(fromYaml("type: x\nrollout: {on: manual, guard: {}}\n").rollout())
        .isEqualTo(RolloutPolicy.MANUAL);
    assertThat(fromYaml("type: x\nrollout: {drift: {check: 1m}}\n").rollout().drift())
        .isEqualTo(new DriftPolicy(Duration.ofMinutes(1), OnDrift.TELL));
  }

  @Test
  void readsOneThingAsAListOfOne() {
    var one =
        """
        type: x
        rollout: {on: schedule, schedule: {cron: 0 2 * * *, zone: UTC}}
        dependencies: {platform: Qa}
        """;
    var list =
        """
        type: x
        rollout: {on: schedule, schedule: {cron: [0 2 * * *], zone: UTC}}
        dependencies: [Qa]
        """;

    assertThat(fromYaml(one)).isEqualTo(fromYaml(list));
  }

  /** The length is what passes between the two times of the wall clock. */
  @ParameterizedTest
  @CsvSource({
    "2026-03-28T00:00, 2026-03-30T00:00, Europe/Berlin, PT47H",
    "2026-10-24T00:00, 2026-10-26T00:00, Europe/Berlin, PT49H",
    "2026-03-29T01:30, 2026-03-29T02:30, Europe/Berlin, PT30M",
    "2026-03-29T02:30, 2026-03-29T03:30, Europe/Berlin, PT30M",
    "2026-10-25T02:30, 2026-10-25T03:30, Europe/Berlin, PT2H",
    "2026-10-25T01:30, 2026-10-25T02:30, Europe/Berlin, PT1H",
    "2026-12-28T00:00, 2027-01-02T00:00, Atlantis, PT120H",
  })
  void measuresUpToTheEnd(String start, String end, String zone, Duration length) {
    var window = "{kind: deny, start: %s, end: %s, zone: %s}".formatted(start, end, zone);

    var policy = fromYaml("type: x\nrollout: {windows: {w: %s}}\n".formatted(window)).rollout();

    assertThat(Objects.requireNonNull(policy.windows().get("w")).times().length())
        .isEqualTo(length);
  }
}
