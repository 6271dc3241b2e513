package io.trueup.listener.cli.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowCalendarView.Concern;
import io.trueup.listener.daemon.view.WindowCalendarView.Group;
import io.trueup.listener.daemon.view.WindowCondition;
import io.trueup.listener.daemon.view.WindowView.Span;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarTextTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Span span(String start, String end) {
    return new Span(Instant.parse(start), Instant.parse(end));
  }

  private static WindowCalendarView calendar(String from, String until, Span... open) {
    var start = Instant.parse(from);
    return new WindowCalendarView(
        start,
        start,
        Instant.parse(until),
        List.of(
            new Group(
                List.of("acme/Live", "acme/Qa"),
                List.of(
                    new Concern(
                        "acme/Live/nights",
                        "allow",
                        "Europe/Berlin",
                        WindowCondition.UPCOMING,
                        "load is low",
                        null),
                    new Concern(
                        "freeze", "deny", "UTC", WindowCondition.SUSPENDED, "", "no such zone")),
                List.of(open))),
        List.of("acme/Old"));
  }

  @Test
  void drawsWhenTargetsMayMove() {
    var text =
        CalendarText.render(
            calendar(
                "2026-03-02T09:15:00Z",
                "2026-03-04T09:15:00Z",
                span("2026-03-02T21:00:00Z", "2026-03-03T05:00:00Z"),
                span("2026-03-03T21:30:00Z", "2026-03-04T05:00:00Z")),
            BERLIN,
            TextStyle.PLAIN);

    assertThat(text)
        .isEqualTo(
            """
            Windows from Mon 2026-03-02 10:15 Europe/Berlin (UTC+01:00) = 2026-03-02T09:15:00Z to Wed 2026-03-04 10:15 Europe/Berlin (UTC+01:00) = 2026-03-04T09:15:00Z; days and hours are in Europe/Berlin
            . open   # shut   + open for a part of the hour

            acme/Live, acme/Qa
              allow acme/Live/nights, in Europe/Berlin: load is low
              deny freeze, in UTC, suspended
                no such zone
                             00    06    12    18    begins in UTC
              Mon 2026-03-02           ############..  2026-03-01T23:00:00Z
              Tue 2026-03-03 ......################+.  2026-03-02T23:00:00Z
              Wed 2026-03-04 ......#####               2026-03-03T23:00:00Z

            Always open by windows: acme/Old
            """);
  }

  /** On 29 March the hour from 2 to 3 does not exist; on 25 October it is two hours long. */
  @Test
  void drawsDaysOnWhichClocksChange() {
    var spring =
        CalendarText.render(
            calendar(
                "2026-03-28T23:00:00Z",
                "2026-03-29T22:00:00Z",
                span("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")),
            BERLIN,
            TextStyle.PLAIN);
    var autumn =
        CalendarText.render(
            calendar(
                "2026-10-24T22:00:00Z",
                "2026-10-25T23:00:00Z",
                span("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z")),
            BERLIN,
            TextStyle.PLAIN);

    assertThat(spring)
        .contains("  Sun 2026-03-29 ## .####################  2026-03-28T23:00:00Z\n");
    assertThat(autumn)
        .contains("  Sun 2026-10-25 ##+#####################  2026-10-24T22:00:00Z\n");
  }

  @Test
  void hasColoursOnATerminalOnly() {
    var calendar = calendar("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");

    var coloured = CalendarText.render(calendar, BERLIN, new TextStyle(true, 500));

    assertThat(coloured).contains("\u001b[33m#\u001b[0m");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(CalendarText.render(calendar, BERLIN, TextStyle.PLAIN));
  }
}
