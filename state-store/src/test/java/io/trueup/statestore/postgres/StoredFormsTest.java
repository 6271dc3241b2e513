package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.DriftPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.OnDrift;
import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What the store keeps as JSON. These texts are in databases: a change that breaks a test here
 * needs a migration.
 */
class StoredFormsTest {

  private static final LocalDateTime START = LocalDateTime.parse("2026-01-05T22:00");

  private static final WindowTimes NIGHTS =
      new WindowTimes(
          START,
          Duration.ofHours(8),
          "Europe/Berlin",
          "FREQ=WEEKLY;BYDAY=MO",
          new TreeSet<>(List.of(LocalDateTime.parse("2026-12-24T22:00"))));

  private static final String NIGHTS_TEXT =
      """
      {"start":"2026-01-05T22:00","length":"PT8H","zone":"Europe/Berlin","rule":"FREQ=WEEKLY;BYDAY=MO","except":["2026-12-24T22:00"]}\
      """;

  @Test
  void timesOfWindows() {
    assertThat(WindowTimesJson.write(NIGHTS)).isEqualTo(NIGHTS_TEXT);
    assertThat(WindowTimesJson.read(NIGHTS_TEXT)).isEqualTo(NIGHTS);
    var once = WindowTimes.once(START, Duration.ofMinutes(90), "UTC");
    assertThat(WindowTimesJson.write(once))
        .isEqualTo(
            """
            {"start":"2026-01-05T22:00","length":"PT1H30M","zone":"UTC","except":[]}\
            """);
    assertThat(WindowTimesJson.read(WindowTimesJson.write(once))).isEqualTo(once);
  }

  @Test
  void theFirstStartOfAWindow() {
    assertThat(firstStart("2026-01-05T22:00", "Europe/Berlin")).isEqualTo("2026-01-05T21:00:00Z");
    assertThat(firstStart("2026-03-29T02:30", "Europe/Berlin"))
        .as("in a gap: its end")
        .isEqualTo("2026-03-29T01:00:00Z");
    assertThat(firstStart("2026-10-25T02:30", "Europe/Berlin"))
        .as("in an overlap: the first")
        .isEqualTo("2026-10-25T00:30:00Z");
    assertThat(firstStart("2026-01-05T22:00", "Mars/Olympus")).isEqualTo("null");
  }

  private static String firstStart(String start, String zone) {
    return String.valueOf(
        WindowTimesJson.firstStart(
            WindowTimes.once(LocalDateTime.parse(start), Duration.ofHours(1), zone)));
  }

  @Test
  void termsWithEverything() {
    var terms =
        new RolloutTerms(
            new RolloutPolicy(
                On.SCHEDULE,
                new CronSchedule(List.of(Cron.parse("0 2 * * 6")), "America/New_York"),
                new TreeMap<>(
                    Map.of("nights", new WindowDeclaration(WindowKind.ALLOW, NIGHTS, "quiet"))),
                AtClose.DRAIN,
                VersionOrder.EACH,
                new RemovalGuard(50, 3),
                new DriftPolicy(Duration.ofHours(6), OnDrift.REPAIR)),
            List.of(
                PlatformDependency.on("Staging"),
                new PlatformDependency("Qa", Duration.ofHours(2), PlatformDependency.OnFailure.GO)),
            "shared",
            new TreeSet<>(List.of("eu", "core")),
            new TreeSet<>(List.of("MyCorp/UK/London", "MyCorp/USA")));

    var text =
        """
        {"on":"schedule","schedule":{"crons":["0 2 * * 6"],"zone":"America/New_York"},"windows":{"nights":{"kind":"allow","reason":"quiet","times":%s}},"atClose":"drain","versions":"each","guard":{"percent":50,"atLeast":3},"drift":{"every":"PT6H","on":"repair"},"dependencies":[{"platform":"Staging","onFailure":"wait"},{"platform":"Qa","soak":"PT2H","onFailure":"go"}],"provider":"shared","tags":["core","eu"],"locations":["MyCorp/UK/London","MyCorp/USA"]}\
        """
            .formatted(NIGHTS_TEXT);
    assertThat(RolloutTermsJson.write(terms)).isEqualTo(text);
    assertThat(RolloutTermsJson.read(text)).isEqualTo(terms);
  }

  @Test
  void termsWithNothing() {
    for (var policy : List.of(RolloutPolicy.MERGE, RolloutPolicy.MANUAL, RolloutPolicy.NEVER)) {
      var terms = RolloutTerms.of(policy);
      var text =
          """
          {"on":"%s","windows":{},"atClose":"finish","versions":"newest","guard":{"percent":30,"atLeast":20},"drift":{"on":"tell"},"dependencies":[],"tags":[]}\
          """
              .formatted(policy.on().text());
      assertThat(RolloutTermsJson.write(terms)).isEqualTo(text);
      assertThat(RolloutTermsJson.read(text)).isEqualTo(terms);
    }
  }

  @Test
  void gates() {
    var gates =
        List.of(
            new ShutGate(
                GateKind.WINDOW,
                "freeze",
                "ann",
                Instant.parse("2026-01-02T03:04:05.000006Z"),
                "Frozen",
                "Wait",
                Instant.parse("2026-01-03T00:00:00Z")),
            new ShutGate(GateKind.POLICY, "", null, null, "Manual", "", null));
    var text =
        """
        [{"kind":"window","what":"freeze","by":"ann","since":"2026-01-02T03:04:05.000006Z","reason":"Frozen","remedy":"Wait","opensAt":"2026-01-03T00:00:00Z"},{"kind":"policy","what":"","reason":"Manual","remedy":""}]\
        """;

    assertThat(ShutGatesJson.write(gates)).isEqualTo(text);
    assertThat(ShutGatesJson.read(text)).isEqualTo(gates);
  }

  @Test
  void kindsOfGates() {
    var all = EnumSet.allOf(GateKind.class);
    var text =
        """
        ["blocked","paused","held","removal-guard","policy","window","dependency","soak","credentials","model-servers"]\
        """;

    assertThat(ShutGatesJson.writeKinds(all)).isEqualTo(text);
    assertThat(ShutGatesJson.readKinds(text)).isEqualTo(all);
  }

  @Test
  void otherWords() {
    assertThat(Arrays.stream(On.values()).map(On::text))
        .containsExactly("merge", "schedule", "manual", "never");
    assertThat(Arrays.stream(AtClose.values()).map(AtClose::text))
        .containsExactly("finish", "drain", "cancel");
    assertThat(Arrays.stream(WindowKind.values()).map(WindowKind::text))
        .containsExactly("allow", "deny");
  }
}
