package io.trueup.listener.engine.calendar;

import io.trueup.model.schedule.WindowCalendar;
import io.trueup.statestore.control.RolloutWindow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes windows as an iCalendar file, which {@link CalendarImport} and calendars read. */
public final class CalendarExport {

  static final String UID_END = "@trueup";
  static final String KIND = "X-TRUEUP-KIND";
  static final String SCOPE = "X-TRUEUP-SCOPE";
  static final String OWNER = "X-TRUEUP-OWNER";
  static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
  private static final int LONGEST_LINE = 75;

  private final List<String> lines = new ArrayList<>();
  private final TreeMap<String, LocalDateTime> zones = new TreeMap<>();
  private final Instant now;

  private CalendarExport(Instant now) {
    this.now = now;
  }

  /**
   * The file of windows. A window that is not valid any more, because its zone is gone, say, is
   * left out, and a line {@code X-TRUEUP-LEFT-OUT} says so.
   *
   * @param windows in the order in which they are written
   * @param now which the file says when it was made
   */
  public static String text(Collection<RolloutWindow> windows, Instant now) {
    return new CalendarExport(now).write(windows);
  }

  private String write(Collection<RolloutWindow> windows) {
    var head = new ArrayList<String>();
    for (var window : windows) {
      try {
        event(window, WindowCalendar.of(window.spec().times()));
      } catch (IllegalArgumentException e) {
        head.add(
            "X-TRUEUP-LEFT-OUT:" + CalendarProperty.escaped(window.id() + ": " + e.getMessage()));
      }
    }
    var all = new ArrayList<String>();
    all.addAll(List.of("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//trueup//windows//EN"));
    all.addAll(List.of("CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:Rollout windows"));
    all.addAll(head);
    zones.forEach((zone, first) -> all.addAll(TimeZoneText.lines(zone, first, now)));
    all.addAll(lines);
    all.add("END:VCALENDAR");
    return all.stream().map(CalendarExport::folded).collect(Collectors.joining());
  }

  private void event(RolloutWindow window, WindowCalendar calendar) {
    var spec = window.spec();
    var times = spec.times();
    var event = new ArrayList<String>();
    event.add("BEGIN:VEVENT");
    event.add("UID:" + CalendarProperty.escaped(window.id()) + UID_END);
    event.add("DTSTAMP:" + utc(now));
    event.add("CREATED:" + utc(window.createdAt()));
    event.add("LAST-MODIFIED:" + utc(window.changedAt()));
    event.add("SEQUENCE:" + window.version());
    event.add("SUMMARY:" + CalendarProperty.escaped(spec.name()));
    if (!spec.reason().isEmpty()) {
      event.add("DESCRIPTION:" + CalendarProperty.escaped(spec.reason()));
    }
    event.add("CATEGORIES:" + spec.kind().name());
    event.add(KIND + ":" + spec.kind().text());
    event.add(SCOPE + ":" + CalendarProperty.escaped(spec.scope().text()));
    event.add(OWNER + ":" + CalendarProperty.escaped(spec.owner()));
    event.add("TRANSP:TRANSPARENT");
    // A suspended window counts for nothing, which a calendar cannot say.
    event.add(window.counts(now) ? "STATUS:CONFIRMED" : "STATUS:TENTATIVE");
    event.add("DTSTART;" + local(calendar.first(), times.zone()));
    event.add("DURATION:" + length(times.length()));
    if (times.rule() != null) {
      event.add("RRULE:" + rule(times.rule(), times.zone()));
    }
    times.except().forEach(it -> event.add("EXDATE;" + local(it, times.zone())));
    event.add("END:VEVENT");
    lines.addAll(event);
    zones.merge(times.zone(), calendar.first(), (one, two) -> one.isBefore(two) ? one : two);
  }

  /** In hours and less, which are elapsed time; days would follow the wall clock. */
  private static String length(Duration length) {
    return length.toSecondsPart() == 0
        ? length.toString()
        : "PT%dH%dM%dS".formatted(length.toHours(), length.toMinutesPart(), length.toSecondsPart());
  }

  private static String local(LocalDateTime time, String zone) {
    return "TZID=%s:%s".formatted(zone, LOCAL.format(time));
  }

  private static String utc(Instant instant) {
    return LOCAL.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)) + "Z";
  }

  /** The rule with an end in UTC, as the standard asks for where the start has a zone. */
  private static String rule(String rule, String zone) {
    return List.of(rule.toUpperCase(Locale.ROOT).split(";", -1)).stream()
        .map(part -> part.startsWith("UNTIL=") ? "UNTIL=" + until(part.substring(6), zone) : part)
        .collect(Collectors.joining(";"));
  }

  private static String until(String until, String zone) {
    if (until.endsWith("Z")) {
      return until;
    }
    var time =
        until.contains("T")
            ? LocalDateTime.parse(until, LOCAL)
            : LocalDate.parse(until, DateTimeFormatter.BASIC_ISO_DATE)
                .atTime(LocalTime.MAX.withNano(0));
    var rules = ZoneId.of(zone).getRules();
    var change = rules.getTransition(time);
    return utc(
        change != null && change.isGap()
            ? change.getInstant()
            : time.toInstant(rules.getValidOffsets(time).getFirst()));
  }

  /** The line in pieces of so many bytes at most, none of which divides a character. */
  private static String folded(String line) {
    var result = new StringBuilder();
    var bytes = 0;
    for (var at = 0; at < line.length(); ) {
      var point = line.codePointAt(at);
      var size = Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
      if (bytes + size > LONGEST_LINE) {
        result.append("\r\n ");
        bytes = 1;
      }
      result.appendCodePoint(point);
      bytes += size;
      at += Character.charCount(point);
    }
    return result.append("\r\n").toString();
  }
}
