package io.trueup.listener.engine.calendar;

import io.trueup.listener.engine.calendar.CalendarImport.CalendarDefaults;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An event of a file. Its methods throw {@link IllegalArgumentException} with what is wrong. */
final class CalendarEvent {

  private static final int LONGEST_TEXT = 1000;
  private static final List<String> NOT_READ = List.of("RDATE", "EXRULE");

  /** The length and the zone are checked for so many occurrences. */
  private static final int LOOK = 500;

  /** Files list the changes of a clock for some years only. */
  private static final Period COMPARED = Period.ofYears(5);

  private final CalendarComponent event;
  private final int number;
  private final CalendarDefaults defaults;
  private final Map<String, FileZone> zones;

  CalendarEvent(
      CalendarComponent event, int number, CalendarDefaults defaults, Map<String, FileZone> zones) {
    this.event = event;
    this.number = number;
    this.defaults = defaults;
    this.zones = zones;
  }

  String uid() {
    return event.find("UID").map(CalendarProperty::text).orElse("");
  }

  /** The id of the window that Trueup exported; null when it did not. */
  @Nullable String id() {
    var uid = uid();
    return uid.endsWith(CalendarExport.UID_END) && event.find(CalendarExport.KIND).isPresent()
        ? uid.substring(0, uid.length() - CalendarExport.UID_END.length())
        : null;
  }

  boolean isCancelled() {
    return event.find("STATUS").filter(it -> it.value().equalsIgnoreCase("CANCELLED")).isPresent();
  }

  /** Whether it changes one occurrence of another event. */
  boolean isChange() {
    var change = event.find("RECURRENCE-ID");
    if (change.isPresent() && change.get().parameters().containsKey("RANGE")) {
      throw new IllegalArgumentException(
          "changes an occurrence and all later ones (RANGE), which Trueup does not read. Write two events");
    }
    return change.isPresent();
  }

  /** The occurrence that it changes, on the wall clock of a zone. */
  LocalDateTime replaced(String zone) {
    var time = CalendarTime.of(event.find("RECURRENCE-ID").orElseThrow(), this::known);
    return time.local(zone);
  }

  /** The zone of its start. */
  String zone() {
    var zone = start().zone();
    if (zone != null) {
      return zone;
    }
    if (defaults.zone() == null) {
      throw new IllegalArgumentException(
          "%s. Say in which zone it is meant"
              .formatted(
                  start().isDay()
                      ? "is on whole days, which have no time zone"
                      : "has no time zone"));
    }
    return defaults.zone();
  }

  private CalendarTime start() {
    return CalendarTime.of(
        event
            .find("DTSTART")
            .orElseThrow(() -> new IllegalArgumentException("has no start (DTSTART)")),
        this::known);
  }

  /** A zone of the database, or what is wrong with it. */
  private String known(String zone) {
    if (ZoneId.getAvailableZoneIds().contains(zone)) {
      return zone;
    }
    throw new IllegalArgumentException(
        "is in the time zone '%s', which is none of the IANA database, such as 'Europe/Berlin'. Let its program write these names"
            .formatted(CalendarProperty.shown(zone)));
  }

  /**
   * What the window says.
   *
   * @param changed occurrences that other events replace
   * @return empty when no occurrence is left
   */
  Optional<RolloutWindow.Spec> spec(Set<LocalDateTime> changed) {
    for (var name : NOT_READ) {
      if (!event.all(name).isEmpty()) {
        throw new IllegalArgumentException(
            "has dates of its own (%s), which Trueup does not read. Write an event for each"
                .formatted(name));
      }
    }
    var zone = zone();
    var start = start().local(zone);
    var length = CalendarLength.of(event, start(), start, zone, this::known);
    var rule = event.find("RRULE").map(it -> it.value().strip()).orElse(null);
    if (rule != null && isChange()) {
      throw new IllegalArgumentException("changes one occurrence and recurs itself");
    }
    var whole = new WindowTimes(start, length.elapsed(), zone, rule, new TreeSet<>());
    var calendar = WindowCalendar.of(whole);
    var starts = calendar.starts(LOOK);
    if (!starts.getFirst().equals(start)) {
      throw new IllegalArgumentException(
          "starts at %s, which its rule '%s' does not name; it names %s first. Let it start there"
              .formatted(start, rule, starts.getFirst()));
    }
    length.check(starts, zone);
    var file = zones.get(zone);
    if (file != null) {
      var soon = LocalDateTime.ofInstant(defaults.now(), ZoneOffset.UTC).plus(COMPARED);
      file.contradiction(starts.stream().filter(it -> it.isBefore(soon)).toList())
          .ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
          });
    }
    return excepted(whole, calendar, changed).map(this::spec);
  }

  private Optional<WindowTimes> excepted(
      WindowTimes whole, WindowCalendar calendar, Set<LocalDateTime> changed) {
    var except = new TreeSet<LocalDateTime>();
    for (var time : changed) {
      if (!calendar.startsAt(time)) {
        throw new IllegalArgumentException(
            "has no occurrence at %s, which another event changes".formatted(time));
      }
      except.add(time);
    }
    for (var property : event.all("EXDATE")) {
      for (var time : CalendarTime.all(property, this::known)) {
        if (time.isDay() != start().isDay()) {
          throw new IllegalArgumentException(
              "leaves out a day where it has times, or a time where it has days (EXDATE)");
        }
        // One that is no start changes nothing.
        Optional.of(time.local(whole.zone())).filter(calendar::startsAt).ifPresent(except::add);
      }
    }
    var first = calendar.starts(except.size() + 1);
    return except.containsAll(first)
        ? Optional.empty()
        : Optional.of(
            new WindowTimes(whole.start(), whole.length(), whole.zone(), whole.rule(), except));
  }

  private RolloutWindow.Spec spec(WindowTimes times) {
    WindowCalendar.of(times);
    return new RolloutWindow.Spec(
        name(),
        kind(),
        event
            .find(CalendarExport.SCOPE)
            .map(it -> Selector.parse(it.text()))
            .orElse(defaults.scope()),
        times,
        text(CalendarExport.OWNER).orElse(defaults.owner()),
        text("DESCRIPTION").orElse(defaults.reason()));
  }

  private WindowKind kind() {
    var written = event.find(CalendarExport.KIND).map(it -> it.value().strip());
    if (written.isEmpty()) {
      return defaults.kind();
    }
    for (var kind : WindowKind.values()) {
      if (kind.text().equalsIgnoreCase(written.get())) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "is of the kind '%s'; write allow or deny"
            .formatted(CalendarProperty.shown(written.get())));
  }

  private String name() {
    return text("SUMMARY").map(it -> it.replaceAll("\\s+", " ")).orElse("Event " + number);
  }

  private Optional<String> text(String property) {
    var text = event.find(property).map(it -> it.text().strip()).filter(it -> !it.isEmpty());
    if (text.isPresent() && text.get().length() > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          "has a %s of %d characters; at most %d are kept"
              .formatted(property, text.get().length(), LONGEST_TEXT));
    }
    return text;
  }

  /** A sentence about it. */
  String sentence(String wrong) {
    var isOfWindow = !wrong.isEmpty() && Character.isUpperCase(wrong.charAt(0));
    return isOfWindow ? "%s cannot be a window. %s".formatted(this, wrong) : this + " " + wrong;
  }

  String lower() {
    var text = toString();
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  @Override
  public String toString() {
    var summaries = new ArrayList<>(event.all("SUMMARY"));
    return summaries.isEmpty()
        ? "Event %d".formatted(number)
        : "Event %d, '%s',"
            .formatted(
                number,
                CalendarProperty.shown(summaries.getFirst().text().replaceAll("\\s+", " ")));
  }
}
