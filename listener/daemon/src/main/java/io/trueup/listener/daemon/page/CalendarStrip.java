package io.trueup.listener.daemon.page;

import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowCalendarView.Concern;
import io.trueup.listener.daemon.view.WindowCalendarView.Group;
import io.trueup.listener.daemon.view.WindowView.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** When platforms are open by their windows, as a strip for each group of them. */
final class CalendarStrip {

  /** Parts of the whole width, of which a hundred are a percent. */
  private static final long PARTS = 10_000;

  /** What can be seen on a small screen. */
  private static final long LEAST = 20;

  private static final int MOST_GROUPS = 30;
  private static final int MOST_PLATFORMS = 4;
  private static final int MOST_SPANS = 500;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE d", Locale.ROOT).withZone(ZoneOffset.UTC);

  private CalendarStrip() {}

  /** Draws every group. */
  static Html draw(WindowCalendarView calendar) {
    if (calendar.groups().isEmpty()) {
      return Html.NOTHING;
    }
    var strips = calendar.groups().stream().limit(MOST_GROUPS).map(it -> strip(calendar, it));
    var more = calendar.groups().size() - MOST_GROUPS;
    return Html.of(
        """
        <div class="strips">
        <div class="strip days"><span class="who">Open by windows, in UTC</span><svg aria-hidden="true">{}</svg></div>
        {}{}</div>
        """,
        Html.all(days(calendar).stream().map(it -> label(calendar, it)).toList()),
        Html.all(strips.toList()),
        more > 0
            ? Html.of(
                "<p class=\"why\">and {} more: <code>trueup windows calendar</code></p>", more)
            : Html.NOTHING);
  }

  private static Html strip(WindowCalendarView calendar, Group group) {
    return Html.of(
        """
        <div class="strip"><span class="who" title="{}">{}</span><svg role="img" aria-label="{}">
        <rect class="shut" width="100%" height="100%"><title>{}</title></rect>
        {}
        {}</svg></div>
        """,
        String.join(", ", group.platforms()),
        who(group.platforms()),
        "When %s %s open by windows".formatted(who(group.platforms()), isOne(group) ? "is" : "are"),
        "Shut by " + windows(group),
        Html.all(group.open().stream().limit(MOST_SPANS).map(it -> open(calendar, it)).toList()),
        Html.all(days(calendar).stream().map(it -> line(calendar, it)).toList()));
  }

  private static boolean isOne(Group group) {
    return group.platforms().size() == 1;
  }

  private static String who(List<String> platforms) {
    var named = platforms.stream().limit(MOST_PLATFORMS).collect(Collectors.joining(", "));
    var more = platforms.size() - MOST_PLATFORMS;
    return more > 0 ? "%s and %d more".formatted(named, more) : named;
  }

  private static String windows(Group group) {
    return group.windows().stream().map(Concern::id).collect(Collectors.joining(", "));
  }

  private static Html open(WindowCalendarView calendar, Span span) {
    var from = place(calendar, span.start());
    // At least as wide as can be seen.
    var width = Math.max(LEAST, place(calendar, span.end()) - from);
    return Html.of(
        "<rect class=\"open\" x=\"{}\" width=\"{}\" height=\"100%\"><title>Open from {} until"
            + " {}</title></rect>",
        percent(from),
        percent(width),
        span.start().truncatedTo(ChronoUnit.SECONDS),
        span.end().truncatedTo(ChronoUnit.SECONDS));
  }

  private static Html line(WindowCalendarView calendar, Instant day) {
    var x = percent(place(calendar, day));
    return Html.of("<line class=\"day\" x1=\"{}\" x2=\"{}\" y1=\"0\" y2=\"100%\"/>", x, x);
  }

  private static Html label(WindowCalendarView calendar, Instant day) {
    return Html.of(
        "<text x=\"{}\" dx=\"3\" y=\"15\">{}</text>",
        percent(place(calendar, day)),
        DAY.format(day));
  }

  /** The midnights in the stretch of time. */
  private static List<Instant> days(WindowCalendarView calendar) {
    var days = new ArrayList<Instant>();
    var day = calendar.from().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    while (day.isBefore(calendar.until())) {
      days.add(day);
      day = day.plus(1, ChronoUnit.DAYS);
    }
    return days;
  }

  private static long place(WindowCalendarView calendar, Instant instant) {
    var whole = Duration.between(calendar.from(), calendar.until()).toSeconds();
    var part = Duration.between(calendar.from(), instant).toSeconds();
    return whole == 0 ? 0 : part * PARTS / whole;
  }

  private static String percent(long parts) {
    return "%d.%02d%%".formatted(parts / 100, parts % 100);
  }
}
