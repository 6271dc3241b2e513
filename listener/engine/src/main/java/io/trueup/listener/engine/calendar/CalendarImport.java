package io.trueup.listener.engine.calendar;

import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads windows from an iCalendar file, of Trueup or of strangers. An event is read as the file
 * means it, or the whole file is refused with a sentence for each event that cannot be.
 */
public final class CalendarImport {

  private static final int MOST_EVENTS = 1000;

  private final CalendarDefaults defaults;
  private final CalendarComponent file;
  private final List<ImportedWindow> windows = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  private CalendarImport(CalendarDefaults defaults, CalendarComponent file) {
    this.defaults = defaults;
    this.file = file;
  }

  /**
   * What events of strangers do not say.
   *
   * @param kind of windows whose event does not say it
   * @param scope likewise
   * @param owner likewise
   * @param reason of windows whose event has no description
   * @param zone of all-day events and of times without a zone; null refuses them
   * @param now events that are over by then are left out
   */
  public record CalendarDefaults(
      WindowKind kind,
      Selector scope,
      String owner,
      String reason,
      @Nullable String zone,
      Instant now) {}

  /** The result of reading a file. */
  public sealed interface Result {

    /**
     * All of it was read.
     *
     * @param windows in the order of the file
     * @param leftOut sentences about events that are no windows, as they are over or cancelled
     */
    record Read(List<ImportedWindow> windows, List<String> leftOut) implements Result {}

    /**
     * Nothing was read.
     *
     * @param reasons sentences, at least one
     */
    record Refused(List<String> reasons) implements Result {}
  }

  /**
   * A window of a file.
   *
   * @param id that the window had when Trueup exported it; null when it did not
   * @param spec valid
   */
  public record ImportedWindow(@Nullable String id, RolloutWindow.Spec spec) {}

  /** Reads a file. */
  public static Result read(String file, CalendarDefaults defaults) {
    try {
      return new CalendarImport(defaults, CalendarComponent.parse(file)).read();
    } catch (IllegalArgumentException e) {
      return new Result.Refused(List.of(String.valueOf(e.getMessage())));
    }
  }

  private Result read() {
    var method = file.find("METHOD").map(CalendarProperty::value).orElse("PUBLISH");
    if (method.equalsIgnoreCase("CANCEL")) {
      throw new IllegalArgumentException(
          "The file cancels events (METHOD:CANCEL). End their windows with 'trueup windows end'");
    }
    var events = file.components().stream().filter(it -> it.name().equals("VEVENT")).toList();
    if (events.isEmpty()) {
      throw new IllegalArgumentException(
          "The file has no events, so that there is nothing to import");
    }
    if (events.size() > MOST_EVENTS) {
      throw new IllegalArgumentException(
          "The file has %d events; at most %d are imported at once. Divide it"
              .formatted(events.size(), MOST_EVENTS));
    }
    readAll(events);
    return reasons.isEmpty()
        ? new Result.Read(List.copyOf(windows), List.copyOf(leftOut))
        : new Result.Refused(List.copyOf(reasons));
  }

  private void readAll(List<CalendarComponent> events) {
    var zones = zones();
    var changes = new LinkedHashMap<String, List<CalendarEvent>>();
    var others = new ArrayList<CalendarEvent>();
    for (var i = 0; i < events.size(); i++) {
      var event = new CalendarEvent(events.get(i), i + 1, defaults, zones);
      attempt(
          event,
          () -> {
            if (event.isChange()) {
              changes.computeIfAbsent(event.uid(), it -> new ArrayList<>()).add(event);
            } else {
              others.add(event);
            }
          });
    }
    var uids = new HashSet<String>();
    for (var event : others) {
      attempt(event, () -> read(event, uids, changes));
    }
    changes.values().stream()
        .flatMap(List::stream)
        .forEach(it ->
            reasons.add(
                "%s changes one occurrence of an event that is not in the file. Export that event too"
                    .formatted(it)));
  }

  /** Reads an event with the changes of its occurrences. */
  private void read(
      CalendarEvent event, Set<String> uids, Map<String, List<CalendarEvent>> changes) {
    if (!event.uid().isEmpty() && !uids.add(event.uid())) {
      throw new IllegalArgumentException(
          "has the UID of an earlier event, '%s'".formatted(event.uid()));
    }
    var own = changes.remove(event.uid());
    if (event.isCancelled()) {
      leftOut.add("%s is cancelled".formatted(event));
      return;
    }
    var changed = own == null ? List.<CalendarEvent>of() : own;
    var replaced = new HashMap<LocalDateTime, CalendarEvent>();
    for (var change : changed) {
      replaced.put(change.replaced(event.zone()), change);
    }
    event.spec(replaced.keySet()).ifPresentOrElse(spec -> add(event, spec), () -> overOf(event));
    for (var change : changed) {
      attempt(change, () -> change(change));
    }
  }

  private void change(CalendarEvent change) {
    if (change.isCancelled()) {
      leftOut.add("%s is cancelled".formatted(change));
    } else {
      change.spec(Set.of()).ifPresentOrElse(spec -> add(change, spec), () -> overOf(change));
    }
  }

  private void overOf(CalendarEvent event) {
    leftOut.add("Every occurrence of %s is left out or changed".formatted(event.lower()));
  }

  private void add(CalendarEvent event, RolloutWindow.Spec spec) {
    var calendar = WindowCalendar.of(spec.times());
    if (calendar.at(defaults.now).isEmpty() && calendar.after(defaults.now).isEmpty()) {
      leftOut.add("%s is over".formatted(event));
    } else {
      windows.add(new ImportedWindow(event.isChange() ? null : event.id(), spec));
    }
  }

  private void attempt(CalendarEvent event, Runnable action) {
    try {
      action.run();
    } catch (IllegalArgumentException e) {
      reasons.add(event.sentence(String.valueOf(e.getMessage())));
    }
  }

  /** The zones that the file defines. */
  private Map<String, FileZone> zones() {
    var result = new HashMap<String, FileZone>();
    for (var component : file.components()) {
      if (component.name().equals("VTIMEZONE")) {
        var zone = FileZone.of(component);
        if (result.put(zone.id(), zone) != null) {
          throw new IllegalArgumentException(
              "The file defines the time zone '%s' twice".formatted(zone.id()));
        }
      }
    }
    return result;
  }
}
