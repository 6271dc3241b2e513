package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.terminal.Paragraphs;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TimeText;
import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowCalendarView.Concern;
import io.trueup.listener.daemon.view.WindowCalendarView.Group;
import io.trueup.listener.daemon.view.WindowCondition;
import io.trueup.listener.daemon.view.WindowView.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws a calendar of what windows keep waiting. Pure. */
final class CalendarText {

  private static final int HOURS = 24;
  private static final int MOST_NAMED = 8;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd", Locale.ROOT);

  private final WindowCalendarView calendar;
  private final ZoneId zone;
  private final Paragraphs text;

  private CalendarText(WindowCalendarView calendar, ZoneId zone, TextStyle ink) {
    this.calendar = calendar;
    this.zone = zone;
    this.text = new Paragraphs(ink);
  }

  /**
   * The drawing.
   *
   * @param zone of its days and hours
   */
  static String render(WindowCalendarView calendar, ZoneId zone, TextStyle ink) {
    return new CalendarText(calendar, zone, ink).render();
  }

  private String render() {
    var ink = text.ink();
    text.words(
        "",
        "Windows from %s to %s; days and hours are in %s"
            .formatted(
                TimeText.both(calendar.from(), zone.getId()),
                TimeText.both(calendar.until(), zone.getId()),
                zone.getId()));
    text.line(
        "%s open   %s shut   %s open for a part of the hour"
            .formatted(Cell.OPEN.drawn(ink), Cell.SHUT.drawn(ink), Cell.PARTLY.drawn(ink)));
    calendar.groups().forEach(this::group);
    if (!calendar.unconcerned().isEmpty()) {
      text.line("").words("", "Always open by windows: " + named(calendar.unconcerned()));
    }
    return text.toString();
  }

  private void group(Group group) {
    text.heading(named(group.platforms()));
    group.windows().forEach(this::concern);
    text.line(
        " ".repeat(17)
            + IntStream.iterate(0, it -> it < HOURS, it -> it + 6)
                .mapToObj(it -> "%-6s".formatted("%02d".formatted(it)))
                .collect(Collectors.joining())
            + "begins in UTC");
    var last = calendar.until().minusNanos(1).atZone(zone).toLocalDate();
    calendar
        .from()
        .atZone(zone)
        .toLocalDate()
        .datesUntil(last.plusDays(1))
        .forEach(it -> day(it, group.open()));
  }

  private void concern(Concern window) {
    var what =
        "%s %s, in %s%s%s"
            .formatted(
                window.kind(),
                window.id(),
                window.zone(),
                window.state() == WindowCondition.SUSPENDED ? ", suspended" : "",
                window.reason().isEmpty() ? "" : ": " + window.reason());
    text.words("  ", what, text.ink()::muted);
    if (window.problem() != null) {
      text.words("    ", window.problem(), text.ink()::error);
    }
  }

  private void day(LocalDate day, List<Span> open) {
    var hours =
        IntStream.range(0, HOURS)
            .mapToObj(it -> cell(hour(day, it), hour(day, it + 1), open).drawn(text.ink()))
            .collect(Collectors.joining());
    text.line("  %s %s%s".formatted(DAY.format(day), hours, "  " + TimeText.utc(hour(day, 0))));
  }

  /** An hour of the wall clock; one that the zone skips begins when it ends. */
  private Instant hour(LocalDate day, int hour) {
    return hour == HOURS
        ? day.plusDays(1).atStartOfDay(zone).toInstant()
        : day.atTime(hour, 0).atZone(zone).toInstant();
  }

  private Cell cell(Instant from, Instant until, List<Span> open) {
    var start = from.isBefore(calendar.from()) ? calendar.from() : from;
    var end = until.isAfter(calendar.until()) ? calendar.until() : until;
    if (!start.isBefore(end)) {
      return Cell.NONE;
    }
    var openFor =
        open.stream()
            .map(it ->
                Duration.between(
                    it.start().isAfter(start) ? it.start() : start,
                    it.end().isBefore(end) ? it.end() : end))
            .filter(Duration::isPositive)
            .reduce(Duration.ZERO, Duration::plus);
    if (openFor.isZero()) {
      return Cell.SHUT;
    }
    return openFor.equals(Duration.between(start, end)) ? Cell.OPEN : Cell.PARTLY;
  }

  private static String named(List<String> platforms) {
    var named = String.join(", ", platforms.stream().limit(MOST_NAMED).toList());
    var more = platforms.size() - MOST_NAMED;
    return more > 0 ? "%s and %d more".formatted(named, more) : named;
  }

  /** One hour of the drawing. */
  private enum Cell {
    /** The drawing does not cover it, or the zone skips it. */
    NONE,
    OPEN,
    SHUT,
    PARTLY;

    String drawn(TextStyle ink) {
      return switch (this) {
        case NONE -> " ";
        case OPEN -> ink.success(".");
        case SHUT -> ink.warning("#");
        case PARTLY -> ink.progress("+");
      };
    }
  }
}
