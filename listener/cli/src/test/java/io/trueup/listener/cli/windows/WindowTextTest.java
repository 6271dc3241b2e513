package io.trueup.listener.cli.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.PlatformCondition;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.WindowCondition;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.daemon.view.WindowView.Change;
import io.trueup.listener.daemon.view.WindowView.Effect;
import io.trueup.listener.daemon.view.WindowView.Explanation;
import io.trueup.listener.daemon.view.WindowView.Matched;
import io.trueup.listener.daemon.view.WindowView.Span;
import io.trueup.listener.daemon.view.WindowView.Suspension;
import io.trueup.statestore.control.RolloutWindow.Origin;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTextTest {

  private static final Instant MADE = Instant.parse("2026-03-01T12:00:00Z");
  private static final Span FREEZE = span("2026-12-27T23:00:00Z", "2027-01-01T23:00:00Z");

  private static Span span(String start, String end) {
    return new Span(Instant.parse(start), Instant.parse(end));
  }

  private static WindowView window(
      String kind,
      WindowCondition state,
      @Nullable Span current,
      @Nullable Span next,
      @Nullable Suspension suspension) {
    return new WindowView(
        "freeze-q4",
        "Freeze Q4",
        kind,
        "all",
        "2026-12-28T00:00",
        "5d",
        "Europe/Berlin",
        null,
        List.of(),
        "finance",
        "closing",
        Origin.OPERATOR,
        3,
        state,
        "Comes into force later",
        current,
        next,
        suspension,
        null,
        4,
        MADE,
        MADE,
        null);
  }

  @Test
  void listsWindowsWithTheirNextChangeInTheirZoneAndInUtc() {
    var text =
        WindowText.table(
            List.of(
                window("deny", WindowCondition.UPCOMING, null, FREEZE, null),
                window("deny", WindowCondition.IN_FORCE, FREEZE, null, null),
                window(
                    "deny",
                    WindowCondition.SUSPENDED,
                    null,
                    FREEZE,
                    new Suspension("ann", "incident", MADE, null))),
            TextStyle.PLAIN);

    assertThat(text)
        .isEqualTo(
            """
            ID         KIND  SCOPE  STATE      NEXT CHANGE                                                            OWNER
            freeze-q4  deny  all    open       Mon 2026-12-28 00:00 Europe/Berlin (UTC+01:00) = 2026-12-27T23:00:00Z  finance
            freeze-q4  deny  all    shut       Sat 2027-01-02 00:00 Europe/Berlin (UTC+01:00) = 2027-01-01T23:00:00Z  finance
            freeze-q4  deny  all    suspended  -                                                                      finance
            """);
    assertThat(WindowText.table(List.of(), TextStyle.PLAIN)).isEqualTo("There are no windows\n");
  }

  @ParameterizedTest
  @CsvSource({
    "deny,  IN_FORCE,  SHUT",
    "deny,  UPCOMING,  OPEN",
    "deny,  OVER,      OVER",
    "allow, IN_FORCE,  OPEN",
    "allow, UPCOMING,  SHUT",
    "allow, OVER,      SHUT",
    "allow, SUSPENDED, SUSPENDED",
    "deny,  INVALID,   INVALID",
    "allow, ENDED,     ENDED"
  })
  void tellsWhatAWindowDoes(String kind, WindowCondition state, WindowEffect effect) {
    assertThat(WindowEffect.of(window(kind, state, null, null, null))).isEqualTo(effect);
  }

  @Test
  void showsAllThatAWindowSays() {
    var text =
        WindowText.details(
            window(
                "deny",
                WindowCondition.SUSPENDED,
                null,
                FREEZE,
                new Suspension("ann", "incident", MADE, Instant.parse("2026-12-28T09:00:00Z"))),
            TextStyle.PLAIN);

    assertThat(text)
        .isEqualTo(
            """
            freeze-q4, Freeze Q4: suspended
            Comes into force later

            kind         deny
            scope        all (4 platforms now)
            start        2026-12-28T00:00 Europe/Berlin
            length       5d
            owner        finance
            reason       closing
            changed by   operators
            version      3
            created      2026-03-01T12:00:00Z
            changed      2026-03-01T12:00:00Z
            next         Mon 2026-12-28 00:00 Europe/Berlin (UTC+01:00) to Sat 2027-01-02 00:00 Europe/Berlin (UTC+01:00)
                         2026-12-27T23:00:00Z to 2027-01-01T23:00:00Z
            suspended    by ann since 2026-03-01T12:00:00Z, until Mon 2026-12-28 10:00 Europe/Berlin (UTC+01:00) = 2026-12-28T09:00:00Z: incident
            """);
  }

  @Test
  void explainsWhomItMatchesAndWhenItIsInForce() {
    var text =
        WindowText.explanation(
            new Explanation(
                MADE,
                window("deny", WindowCondition.IN_FORCE, FREEZE, null, null),
                List.of(
                    new Matched(
                        "acme/Live",
                        PlatformCondition.WAITING,
                        new PlatformView.Windows(2, false, FREEZE.end())),
                    new Matched("acme/Old", PlatformCondition.OWN_LOOP, null)),
                List.of(FREEZE),
                List.of("It matches no platform of type 'lakehouse'")),
            TextStyle.PLAIN);

    assertThat(text)
        .isEqualTo(
            """
            freeze-q4, Freeze Q4: shut
            Comes into force later

            Warning: It matches no platform of type 'lakehouse'
            Matches 2 platforms
            by 'all'
            PLATFORM   STATE     BY ALL WINDOWS  CHANGES
            acme/Live  waiting   shut            2027-01-01T23:00:00Z
            acme/Old   own loop  open            -

            Occurrences, in Europe/Berlin and in UTC
            Mon 2026-12-28 00:00 Europe/Berlin (UTC+01:00) to Sat 2027-01-02 00:00 Europe/Berlin (UTC+01:00)  now
              2026-12-27T23:00:00Z to 2027-01-01T23:00:00Z
            """);
  }

  @Test
  void tellsWhichPlatformsAChangeConcerns() {
    var change =
        new Change(
            window("deny", WindowCondition.UPCOMING, null, FREEZE, null),
            true,
            "Window 'freeze-q4' would be added",
            List.of("'tag=ue' matches no platform. There are tags eu, us"),
            List.of(
                new Effect("acme/Live", true, FREEZE.start(), FREEZE.end()),
                new Effect("acme/Qa", false, FREEZE.start(), null)),
            Instant.parse("2027-03-01T12:00:00Z"));

    assertThat(WindowText.change(change, TextStyle.PLAIN))
        .isEqualTo(
            """
            Window 'freeze-q4' would be added
            Warning: 'tag=ue' matches no platform. There are tags eu, us
              acme/Live is shut from Mon 2026-12-28 00:00 Europe/Berlin (UTC+01:00) = 2026-12-27T23:00:00Z to Sat 2027-01-02 00:00 Europe/Berlin (UTC+01:00) = 2027-01-01T23:00:00Z
              acme/Qa is open from Mon 2026-12-28 00:00 Europe/Berlin (UTC+01:00) = 2026-12-27T23:00:00Z to after 2027-03-01T12:00:00Z
            Dry run, nothing was written
            """);
  }

  @Test
  void showsBothTimesOfAnOverlapApart() {
    var overlap = span("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");

    assertThat(
            WindowText.details(
                window("allow", WindowCondition.UPCOMING, null, overlap, null), TextStyle.PLAIN))
        .contains(
            "Sun 2026-10-25 02:30 Europe/Berlin (UTC+02:00) to Sun 2026-10-25 02:30 Europe/Berlin"
                + " (UTC+01:00)");
  }
}
