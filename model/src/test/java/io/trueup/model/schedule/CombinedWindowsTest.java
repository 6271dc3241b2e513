package io.trueup.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.schedule.CombinedWindows.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombinedWindowsTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private static Entry window(WindowKind kind, String start, String length, @Nullable String rule) {
    return new Entry(
        kind,
        WindowCalendar.of(
            new WindowTimes(
                LocalDateTime.parse(start), Duration.parse(length), "UTC", rule, new TreeSet<>())));
  }

  private static Entry shut(WindowKind kind) {
    return window(kind, "2026-06-01T13:00", "PT1H", null);
  }

  private static Entry inForce(WindowKind kind) {
    return window(kind, "2026-06-01T11:00", "PT2H", null);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, true",
    "1, 0, 0, 0, true",
    "0, 1, 0, 0, false",
    "1, 1, 0, 0, true",
    "0, 0, 1, 0, false",
    "1, 0, 1, 0, false",
    "0, 1, 1, 0, false",
    "0, 0, 0, 1, true",
    "1, 1, 0, 1, true",
    "2, 0, 0, 2, true",
    "0, 2, 0, 2, false",
    "1, 1, 1, 1, false"
  })
  void isOpenByTheTableOfTruth(
      int allowing, int notAllowing, int denying, int notDenying, boolean open) {
    var windows = new ArrayList<Entry>();
    windows.addAll(Collections.nCopies(allowing, inForce(WindowKind.ALLOW)));
    windows.addAll(Collections.nCopies(notAllowing, shut(WindowKind.ALLOW)));
    windows.addAll(Collections.nCopies(denying, inForce(WindowKind.DENY)));
    windows.addAll(Collections.nCopies(notDenying, shut(WindowKind.DENY)));

    assertThat(CombinedWindows.of(windows).isOpen(NOON)).isEqualTo(open);
  }

  @Test
  void joinsNeighboursWhenItLooksForTheNextChange() {
    var windows =
        CombinedWindows.of(
            List.of(
                window(WindowKind.ALLOW, "2026-06-01T08:00", "PT6H", null),
                window(WindowKind.ALLOW, "2026-06-01T14:00", "PT2H", null),
                window(WindowKind.DENY, "2026-06-01T15:00", "PT1H", "FREQ=DAILY"),
                window(WindowKind.DENY, "2026-06-01T16:00", "PT1H", "FREQ=DAILY")));

    assertThat(windows.nextChange(NOON)).hasValue(Instant.parse("2026-06-01T15:00:00Z"));
    assertThat(windows.nextChange(Instant.parse("2026-06-01T15:00:00Z"))).isEmpty();
  }

  @Test
  void neverChangesWhereDenialCoversPermission() {
    var windows =
        CombinedWindows.of(
            List.of(
                window(WindowKind.ALLOW, "2026-01-01T02:00", "PT1H", "FREQ=DAILY"),
                window(WindowKind.DENY, "2026-01-01T02:00", "PT1H", "FREQ=DAILY")));

    assertThat(windows.isOpen(NOON)).isFalse();
    assertThat(windows.nextChange(NOON)).isEmpty();
  }

  @Test
  void countsAWindowSinceTheEndOfItsSuspension() {
    var resumed = Instant.parse("2026-06-01T12:30:00.5Z");
    var freeze = new Entry(WindowKind.DENY, inForce(WindowKind.DENY).calendar(), resumed);
    var nights = new Entry(WindowKind.ALLOW, shut(WindowKind.ALLOW).calendar(), resumed);

    assertThat(CombinedWindows.of(List.of(freeze)).isOpen(NOON)).isTrue();
    assertThat(CombinedWindows.of(List.of(freeze)).nextChange(NOON))
        .hasValue(Instant.parse("2026-06-01T12:30:01Z"));
    assertThat(CombinedWindows.of(List.of(nights)).isOpen(NOON)).isTrue();
    assertThat(CombinedWindows.of(List.of(nights)).nextChange(NOON))
        .hasValue(Instant.parse("2026-06-01T12:30:01Z"));
  }

  @Test
  void judgesTheSameInAnyOrderAndTogetherAsOneByOne() {
    var all = new ArrayList<Entry>();
    for (var i = 0; i < 12; i++) {
      var day = 1 + random.nextInt(28);
      all.add(
          window(
              random.nextBoolean() ? WindowKind.ALLOW : WindowKind.DENY,
              "2026-05-%02dT%02d:00".formatted(day, random.nextInt(24)),
              "PT" + (1 + random.nextInt(40)) + "H",
              List.of("FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=DAILY;INTERVAL=3")
                  .get(random.nextInt(3))));
    }
    for (var i = 0; i < 300; i++) {
      var windows = all.subList(0, 1 + random.nextInt(all.size()));
      var at = NOON.plusSeconds(random.nextInt(30 * 86_400));
      var shuffled = new ArrayList<>(windows);
      Collections.shuffle(shuffled, random);
      var together = CombinedWindows.of(windows);

      assertThat(CombinedWindows.of(shuffled).isOpen(at))
          .as("seed %d", seed)
          .isEqualTo(together.isOpen(at));
      assertThat(CombinedWindows.of(shuffled).nextChange(at))
          .as("seed %d", seed)
          .isEqualTo(together.nextChange(at));
      assertThat(together.isOpen(at)).as("seed %d", seed).isEqualTo(oneByOne(windows, at));
    }
  }

  /** Each window that denies alone, and those that allow together. */
  private static boolean oneByOne(List<Entry> windows, Instant at) {
    var denied =
        windows.stream()
            .filter(it -> it.kind() == WindowKind.DENY)
            .anyMatch(it -> !CombinedWindows.of(List.of(it)).isOpen(at));
    var allows = windows.stream().filter(it -> it.kind() == WindowKind.ALLOW).toList();
    return !denied
        && (allows.isEmpty()
            || allows.stream().anyMatch(it -> CombinedWindows.of(List.of(it)).isOpen(at)));
  }

  /** It keeps what it found last. */
  @Test
  void whatWasAskedBeforeNeverMatters() {
    var windows =
        List.of(
            window(WindowKind.ALLOW, "2026-01-01T08:00", "PT9H", "FREQ=DAILY"),
            window(WindowKind.ALLOW, "2026-01-01T20:00", "PT1H", "FREQ=WEEKLY;BYDAY=MO,TH"),
            window(WindowKind.DENY, "2026-01-01T07:00", "PT12H", "FREQ=WEEKLY;BYDAY=FR"));
    var asked = CombinedWindows.of(windows);
    var at = NOON;
    for (var i = 0; i < 2_000; i++) {
      at = at.plusSeconds(random.nextInt(400_000) - 150_000);
      assertThat(asked.nextChange(at))
          .as("seed %d, at %s", seed, at)
          .isEqualTo(CombinedWindows.of(windows).nextChange(at));
    }
  }

  @Test
  void findsFromNearbyWhatItDidNotFindFromAfar() {
    var once = window(WindowKind.DENY, "2040-01-01T00:00", "PT1H", null);
    var windows = CombinedWindows.of(List.of(once));

    assertThat(windows.nextChange(NOON)).isEmpty();
    assertThat(windows.nextChange(Instant.parse("2039-01-01T00:00:00Z")))
        .hasValue(Instant.parse("2040-01-01T00:00:00Z"));
  }
}
