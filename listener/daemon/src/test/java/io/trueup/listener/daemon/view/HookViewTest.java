package io.trueup.listener.daemon.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Arrivals;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a webhook may be broken. */
class HookViewTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  /** How long since the last delivery, merges since then without one, and the longest gap. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      delimiter = '|',
      value = {
        "none   | 9 | none   | fine",
        "PT1M   | 0 | none   | fine",
        "PT900H | 0 | none   | fine",
        "PT1M   | 2 | PT1H   | fine",
        "PT1M   | 3 | PT1H   | in a row",
        "PT23H  | 1 | PT1H   | fine",
        "PT25H  | 1 | PT1H   | silent",
        "PT25H  | 1 | none   | silent",
        "PT25H  | 1 | PT9H   | fine",
        "PT28H  | 1 | PT9H   | silent",
        "PT900H | 1 | PT300H | fine",
      })
  void suspectsAWebhookByItsOwnPast(
      @Nullable Duration since, long unannounced, @Nullable Duration longest, String found) {
    var problem = view(since, unannounced, longest).problem();

    assertThat(problem == null ? "fine" : problem.contains("in a row") ? "in a row" : "silent")
        .isEqualTo(found);
  }

  private static HookView view(
      @Nullable Duration since, long unannounced, @Nullable Duration longest) {
    var newest = since == null ? null : NOON.minus(since);
    return HookView.of(
        new SourceId("acme"),
        new Arrivals(newest, unannounced, 100, unannounced == 0 ? null : longest),
        NOON);
  }

  @Test
  void saysWhatWasNoticedAndWhatToDo() {
    assertThat(view(Duration.ofMinutes(1), 3, null).problem())
        .isEqualTo(
            "3 merges in a row were found by polling, without a delivery; the webhook may be"
                + " broken: see 'trueup sources check acme'");
    assertThat(view(Duration.ofHours(30), 1, null).problem())
        .isEqualTo(
            "No delivery has come since 2026-03-09T06:00:00Z, which is longer than usual, although"
                + " 1 merge came; the webhook may be broken: see 'trueup sources check acme'");
  }
}
