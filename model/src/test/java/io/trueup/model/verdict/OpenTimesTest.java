package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows leave no time exactly when a look at every half hour of ten years finds none. */
class OpenTimesTest {

  private static final LocalDateTime MONDAY = LocalDateTime.of(2026, 1, 5, 0, 0);
  private static final Instant BEFORE = Instant.parse("2025-12-01T00:00:00Z");
  private static final Duration STEP = Duration.ofMinutes(30);

  private static WindowCalendar window(
      LocalDateTime start, Duration length, String zone, @Nullable String rule) {
    return WindowCalendar.of(new WindowTimes(start, length, zone, rule, new TreeSet<>()));
  }

  private static WindowCalendar random(Random random) {
    var zone = random.nextInt(3) == 0 ? "Asia/Kolkata" : "Asia/Tokyo";
    var start = MONDAY.plusHours(random.nextInt(7 * 24));
    return switch (random.nextInt(4)) {
      case 0 -> window(start, Duration.ofHours(1 + random.nextInt(90 * 24)), zone, null);
      case 1 -> {
        var rule = random.nextBoolean() ? "FREQ=DAILY" : "FREQ=DAILY;COUNT=400";
        yield window(start, Duration.ofHours(1 + random.nextInt(24)), zone, rule);
      }
      case 2 ->
          window(
              start,
              Duration.ofHours(1 + random.nextInt(24)),
              zone,
              "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
      default -> window(start, Duration.ofHours(1 + random.nextInt(7 * 24)), zone, "FREQ=WEEKLY");
    };
  }

  /** By looking at each half hour: every window begins and ends at one. */
  private static boolean areNone(List<WindowCalendar> allow, List<WindowCalendar> deny) {
    var first =
        (allow.isEmpty() ? deny : allow)
            .stream().map(it -> it.after(BEFORE).orElseThrow().start()).sorted().findFirst();
    var end = first.orElseThrow().plus(Duration.ofDays(3_653));
    for (var at = first.orElseThrow(); at.isBefore(end); at = at.plus(STEP)) {
      var now = at;
      var isAllowed = allow.isEmpty() || allow.stream().anyMatch(it -> it.at(now).isPresent());
      if (isAllowed && deny.stream().noneMatch(it -> it.at(now).isPresent())) {
        return false;
      }
    }
    return true;
  }

  @Test
  void agreesWithALookAtEveryHalfHour() {
    var seed = Long.getLong("trueup.model.seed", 26);
    var random = new Random(seed);
    var none = 0;
    for (var round = 0; round < 120; round++) {
      var allow = new ArrayList<WindowCalendar>();
      var deny = new ArrayList<WindowCalendar>();
      for (var left = random.nextInt(3); left > 0; left--) {
        allow.add(random(random));
      }
      for (var left = 1 + random.nextInt(6); left > 0; left--) {
        deny.add(random(random));
      }
      var expected = areNone(allow, deny);

      assertThat(OpenTimes.areNone(allow, deny, BEFORE))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(expected);
      none += expected ? 1 : 0;
    }
    assertThat(none).as("cases that leave no time, of 120").isBetween(8, 112);
  }

  @Test
  void areSomeWithoutAWindowThatDenies() {
    assertThat(OpenTimes.areNone(List.of(), List.of(), BEFORE)).isFalse();
    assertThat(
            OpenTimes.areNone(
                List.of(window(MONDAY, Duration.ofHours(1), "UTC", null)), List.of(), BEFORE))
        .isFalse();
  }

  @Test
  void areNoneWithinTenYears() {
    var allow = window(MONDAY, Duration.ofHours(1), "UTC", "FREQ=DAILY");
    var deny = window(MONDAY.minusDays(1), Duration.ofDays(4_000), "UTC", null);

    assertThat(OpenTimes.areNone(List.of(allow), List.of(deny), BEFORE)).isTrue();
  }

  @Test
  void areNotDeniedWithoutProof() {
    var allow = window(MONDAY, Duration.ofSeconds(10), "UTC", "FREQ=MINUTELY");
    var deny = window(MONDAY, Duration.ofSeconds(30), "UTC", "FREQ=MINUTELY");

    assertThat(OpenTimes.areNone(List.of(allow), List.of(deny), BEFORE)).isFalse();
  }
}
