package io.trueup.listener.engine.calendar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A time of a file.
 *
 * @param time on the wall clock; midnight of a day
 * @param isDay whether it is a whole day
 * @param zone null for a time that is meant where it is read
 */
record CalendarTime(LocalDateTime time, boolean isDay, @Nullable String zone) {

  /**
   * The only time of a property.
   *
   * @param known checks the name of a zone
   */
  static CalendarTime of(CalendarProperty property, UnaryOperator<String> known) {
    var all = all(property, known);
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          "has %d times in %s, where one is allowed".formatted(all.size(), property.name()));
    }
    return all.getFirst();
  }

  /** The times of a property. */
  static List<CalendarTime> all(CalendarProperty property, UnaryOperator<String> known) {
    return Arrays.stream(property.value().split(",", -1))
        .map(it -> parse(property, it.strip().toUpperCase(Locale.ROOT), known))
        .toList();
  }

  private static CalendarTime parse(
      CalendarProperty property, String text, UnaryOperator<String> known) {
    try {
      if (text.length() == 8) {
        var day = LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE);
        return new CalendarTime(day.atStartOfDay(), true, null);
      }
      var zone = property.parameters().get("TZID");
      if (text.endsWith("Z")) {
        var time = LocalDateTime.parse(text.substring(0, text.length() - 1), CalendarExport.LOCAL);
        return new CalendarTime(time, false, "UTC");
      }
      return new CalendarTime(
          LocalDateTime.parse(text, CalendarExport.LOCAL),
          false,
          zone == null ? null : known.apply(zone));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "has '%s' as %s, which is no time of iCalendar, such as 20261224T220000"
              .formatted(CalendarProperty.shown(text), property.name()),
          e);
    }
  }

  /** The same time on the wall clock of a zone; one without a zone is meant there. */
  LocalDateTime local(String other) {
    if (zone == null || zone.equals(other)) {
      return time;
    }
    return LocalDateTime.ofInstant(instant(zone), ZoneId.of(other));
  }

  /** The instant in a zone; one in a gap is the gap's end, one in an overlap the first. */
  Instant instant(String where) {
    var rules = ZoneId.of(zone == null ? where : zone).getRules();
    var change = rules.getTransition(time);
    return change != null && change.isGap()
        ? change.getInstant()
        : time.toInstant(change == null ? rules.getOffset(time) : change.getOffsetBefore());
  }

  /** As an instant of UTC, for elapsed time between two of them. */
  static Instant utc(LocalDateTime time) {
    return time.toInstant(ZoneOffset.UTC);
  }
}
