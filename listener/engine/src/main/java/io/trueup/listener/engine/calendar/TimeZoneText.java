package io.trueup.listener.engine.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a zone as a VTIMEZONE, for calendars that do not know it by its name. */
final class TimeZoneText {

  /** Changes of the clock are listed for so long. */
  private static final Duration AHEAD = Duration.ofDays(3660);

  private TimeZoneText() {}

  /**
   * The lines of a zone.
   *
   * @param first earliest time that is used
   */
  static List<String> lines(String zone, LocalDateTime first, Instant now) {
    var rules = ZoneId.of(zone).getRules();
    var from = first.toInstant(ZoneOffset.UTC).minus(Duration.ofDays(2));
    var result = new ArrayList<>(List.of("BEGIN:VTIMEZONE", "TZID:" + zone));
    var offset = rules.getOffset(from);
    result.addAll(
        part(
            rules.isDaylightSavings(from) ? "DAYLIGHT" : "STANDARD",
            offset,
            offset,
            List.of(LocalDateTime.ofInstant(from, offset))));
    changes(rules, from, now.plus(AHEAD))
        .forEach((kind, times) ->
            result.addAll(
                part(kind.isDaylight ? "DAYLIGHT" : "STANDARD", kind.from, kind.to, times)));
    result.add("END:VTIMEZONE");
    return result;
  }

  private record Kind(boolean isDaylight, ZoneOffset from, ZoneOffset to) {}

  private static Map<Kind, List<LocalDateTime>> changes(ZoneRules rules, Instant from, Instant to) {
    var result = new LinkedHashMap<Kind, List<LocalDateTime>>(); // in order of time
    ZoneOffsetTransition change = rules.nextTransition(from);
    while (change != null && change.getInstant().isBefore(to)) {
      var kind =
          new Kind(
              rules.isDaylightSavings(change.getInstant()),
              change.getOffsetBefore(),
              change.getOffsetAfter());
      result.computeIfAbsent(kind, it -> new ArrayList<>()).add(change.getDateTimeBefore());
      change = rules.nextTransition(change.getInstant());
    }
    return result;
  }

  private static List<String> part(
      String name, ZoneOffset from, ZoneOffset to, List<LocalDateTime> times) {
    var result = new ArrayList<String>();
    result.add("BEGIN:" + name);
    result.add("DTSTART:" + CalendarExport.LOCAL.format(times.getFirst()));
    result.add("TZOFFSETFROM:" + text(from));
    result.add("TZOFFSETTO:" + text(to));
    for (var time : times.subList(1, times.size())) {
      result.add("RDATE:" + CalendarExport.LOCAL.format(time));
    }
    result.add("END:" + name);
    return result;
  }

  private static String text(ZoneOffset offset) {
    var id = offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId();
    return id.replace(":", "");
  }
}
