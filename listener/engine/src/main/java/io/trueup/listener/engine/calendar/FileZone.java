package io.trueup.listener.engine.calendar;

import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowTimes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A time zone as a file defines it, to compare with the zone of the same name. */
record FileZone(String id, List<Onset> onsets) {

  /** Some producers let a zone begin in 1601; a rule says the same from here on. */
  private static final LocalDateTime EARLIEST = LocalDateTime.of(1960, 1, 1, 0, 0);

  /** More changes of the clock than that are looked at from no time on. */
  private static final int MOST_STEPS = 100;

  /**
   * A change of the clock, once or each year.
   *
   * @param times on the clock before the change; of a length that does not matter
   */
  record Onset(WindowCalendar times, @Nullable LocalDateTime once, ZoneOffset to) {

    /** The last change that is not after a time. */
    private Optional<LocalDateTime> last(LocalDateTime time) {
      if (once != null) {
        return once.isAfter(time) ? Optional.empty() : Optional.of(once);
      }
      var limit = time.toInstant(ZoneOffset.UTC);
      var from = time.minusDays(800).toInstant(ZoneOffset.UTC);
      LocalDateTime result = null;
      for (var step = 0; step < MOST_STEPS; step++) {
        var next = times.after(from);
        if (next.isEmpty() || next.get().start().isAfter(limit)) {
          break;
        }
        from = next.get().start();
        result = LocalDateTime.ofInstant(from, ZoneOffset.UTC);
      }
      return Optional.ofNullable(result);
    }
  }

  /**
   * Reads a VTIMEZONE.
   *
   * @throws IllegalArgumentException with a sentence
   */
  static FileZone of(CalendarComponent component) {
    var id = component.find("TZID").map(it -> it.value().strip()).orElse("");
    var onsets = new ArrayList<Onset>();
    try {
      for (var part : component.components()) {
        onsets.addAll(onsets(part));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException(
          "The file's definition of the time zone '%s' cannot be read: %s"
              .formatted(CalendarProperty.shown(id), e.getMessage()),
          e);
    }
    return new FileZone(id, onsets);
  }

  private static List<Onset> onsets(CalendarComponent part) {
    var to =
        part.find("TZOFFSETTO")
            .map(it -> ZoneOffset.of(it.value().strip()))
            .orElseThrow(() -> new IllegalArgumentException("it has no TZOFFSETTO"));
    var start =
        part.find("DTSTART")
            .map(it -> time(it.value()))
            .orElseThrow(() -> new IllegalArgumentException("it has no DTSTART"));
    var result = new ArrayList<Onset>();
    var rule = part.find("RRULE");
    if (rule.isPresent()) {
      var from = start.isBefore(EARLIEST) ? EARLIEST.with(start.toLocalTime()) : start;
      var times =
          new WindowTimes(
              from, Duration.ofSeconds(1), "UTC", rule.get().value().strip(), new TreeSet<>());
      result.add(new Onset(WindowCalendar.of(times), null, to));
    } else {
      result.add(once(start, to));
    }
    for (var dates : part.all("RDATE")) {
      for (var date : dates.value().split(",", -1)) {
        result.add(once(time(date), to));
      }
    }
    return result;
  }

  private static Onset once(LocalDateTime time, ZoneOffset to) {
    var late = time.isBefore(EARLIEST) ? EARLIEST : time;
    return new Onset(
        WindowCalendar.of(WindowTimes.once(late, Duration.ofSeconds(1), "UTC")), time, to);
  }

  private static LocalDateTime time(String text) {
    return LocalDateTime.parse(text.strip(), CalendarExport.LOCAL);
  }

  /** The offset at a time by this definition; empty before all of its changes. */
  private Optional<ZoneOffset> offset(LocalDateTime time) {
    LocalDateTime latest = null;
    ZoneOffset result = null;
    for (var onset : onsets) {
      var last = onset.last(time);
      if (last.isPresent() && (latest == null || last.get().isAfter(latest))) {
        latest = last.get();
        result = onset.to;
      }
    }
    return Optional.ofNullable(result);
  }

  /**
   * Whether the definition says another offset than the zone of its name at one of some times, and
   * which; times near a change of the clock are not compared.
   */
  Optional<String> contradiction(List<LocalDateTime> times) {
    var rules = ZoneId.of(id).getRules();
    for (var time : times) {
      var ours = rules.getValidOffsets(time);
      var isNear =
          !rules.getValidOffsets(time.minusDays(1)).equals(ours)
              || !rules.getValidOffsets(time.plusDays(1)).equals(ours);
      var theirs = offset(time);
      if (!isNear && theirs.isPresent() && !ours.contains(theirs.get())) {
        return Optional.of(
            "is in the time zone '%s', which the file defines otherwise than the time zone database: at %s its offset is %s there and %s here. Let its program use the usual zone"
                .formatted(id, time, theirs.get(), ours.getFirst()));
      }
    }
    return Optional.empty();
  }
}
