package io.trueup.listener.daemon.api;

import io.trueup.model.schedule.Durations;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.Selector;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads windows from the bodies of requests. Pure. */
final class WindowBody {

  private static final int MOST_EXCEPTIONS = 1000;
  private static final LocalDateTime SOME_DAY = LocalDateTime.of(2026, 1, 1, 12, 0);

  private final Instant now;

  /** Reads windows at an instant of the store's clock. */
  WindowBody(Instant now) {
    this.now = now;
  }

  /**
   * A new window.
   *
   * @param start in the wall-clock time of the zone, such as {@code 2026-12-28T00:00}; null for
   *     now, where there is no rule
   * @param end of the first occurrence, likewise; exclusive with {@code length}
   * @param length such as {@code 8h}
   * @param owner null for the caller
   */
  record NewWindow(
      @Nullable String name,
      @Nullable String kind,
      @Nullable String scope,
      @Nullable String start,
      @Nullable String end,
      @Nullable String length,
      @Nullable String zone,
      @Nullable String rule,
      @Nullable List<@Nullable String> except,
      @Nullable String owner,
      @Nullable String reason) {}

  /**
   * A change of a window: a field that is not given stays as it is.
   *
   * @param rule null, if given, for a window that is in force once
   * @param except replaces all that there are
   * @param windowReason why the window is there
   * @param reason why it is changed
   */
  record WindowPatch(
      @Nullable String name,
      @Nullable String kind,
      @Nullable String scope,
      @Nullable String start,
      @Nullable String end,
      @Nullable String length,
      @Nullable String zone,
      @Nullable String rule,
      @Nullable List<@Nullable String> except,
      @Nullable String owner,
      @Nullable String windowReason,
      @Nullable String reason) {}

  /**
   * The window that a body describes.
   *
   * @param caller the name of the caller
   * @throws ApiException when it describes none
   */
  Spec read(NewWindow body, String caller) {
    var name = ApiRequest.requireText("name", body.name());
    var kind = kind(ApiRequest.requireText("kind", body.kind()));
    var scope = scope(ApiRequest.requireText("scope", body.scope()));
    var zone = zone(ApiRequest.requireText("zone", body.zone()));
    var rule = body.rule() == null ? null : ApiRequest.requireText("rule", body.rule());
    var start = start(body.start(), rule, zone);
    var length = length(body.end(), body.length(), start, zone);
    if (length == null) {
      throw ApiException.invalid("length", "Give 'end', or 'length', such as 8h");
    }
    var times = new WindowTimes(start, length, zone.getId(), rule, exceptions(body.except()));
    var owner = body.owner() == null ? caller : ApiRequest.requireText("owner", body.owner());
    var reason = ApiRequest.requireText("reason", body.reason());
    return checked(new Spec(name, kind, scope, times, owner, reason));
  }

  /**
   * The window as a body changes it.
   *
   * @param dropsRule whether the body says that there is no rule
   * @throws ApiException when the result is none
   */
  Spec read(RolloutWindow window, WindowPatch body, boolean dropsRule) {
    var spec = window.spec();
    var times = spec.times();
    var zoneText = body.zone() == null ? times.zone() : body.zone();
    var zone = zone(ApiRequest.requireText("zone", zoneText));
    var rule =
        body.rule() != null
            ? ApiRequest.requireText("rule", body.rule())
            : dropsRule ? null : times.rule();
    var start = body.start() == null ? times.start() : time("start", body.start());
    var length = length(body.end(), body.length(), start, zone);
    var except = body.except() == null ? times.except() : exceptions(body.except());
    return checked(
        new Spec(
            body.name() == null ? spec.name() : ApiRequest.requireText("name", body.name()),
            body.kind() == null ? spec.kind() : kind(body.kind()),
            body.scope() == null ? spec.scope() : scope(body.scope()),
            new WindowTimes(
                start, length == null ? times.length() : length, zone.getId(), rule, except),
            body.owner() == null ? spec.owner() : ApiRequest.requireText("owner", body.owner()),
            body.windowReason() == null
                ? spec.reason()
                : ApiRequest.requireText("windowReason", body.windowReason())));
  }

  /** Refuses times that are none, and those that are over. */
  private Spec checked(Spec spec) {
    var field = spec.times().rule() == null ? "start" : "rule";
    WindowCalendar calendar;
    try {
      calendar = WindowCalendar.of(spec.times());
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(field, String.valueOf(e.getMessage()));
    }
    if (calendar.at(now).isEmpty() && calendar.after(now).isEmpty()) {
      throw ApiException.invalid(
          field,
          "The window would never be in force from now, %s, on, because its last occurrence is over. Give it a later 'start'"
              .formatted(now.truncatedTo(ChronoUnit.SECONDS)));
    }
    return spec;
  }

  /** A kind of windows. */
  static WindowKind kind(String text) {
    for (var kind : WindowKind.values()) {
      if (kind.text().equals(text.strip().toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw ApiException.invalid("kind", "'kind' must be allow or deny, not '%s'".formatted(text));
  }

  private static Selector scope(String text) {
    return selector("scope", text);
  }

  /** A selector of platforms. */
  static Selector selector(String field, String text) {
    try {
      return Selector.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(field, String.valueOf(e.getMessage()));
    }
  }

  /** A zone that the zone rules know by name; an offset alone has no rules. */
  static ZoneId zone(String text) {
    try {
      var _ = WindowCalendar.of(WindowTimes.once(SOME_DAY, Duration.ofHours(1), text));
      return ZoneId.of(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("zone", String.valueOf(e.getMessage()));
    }
  }

  private LocalDateTime start(@Nullable String text, @Nullable String rule, ZoneId zone) {
    if (text != null) {
      return time("start", text);
    }
    if (rule != null) {
      throw ApiException.invalid("start", "'start' is required where there is a 'rule'");
    }
    return LocalDateTime.ofInstant(now, zone).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The length that a body gives, in elapsed time; null when it gives none. */
  private static @Nullable Duration length(
      @Nullable String end, @Nullable String length, LocalDateTime start, ZoneId zone) {
    if (end != null && length != null) {
      throw ApiException.invalid("end", "Give either 'end' or 'length', not both");
    }
    if (end != null) {
      var elapsed =
          Duration.between(
              start.atZone(zone).toInstant(), time("end", end).atZone(zone).toInstant());
      if (elapsed.isNegative() || elapsed.isZero()) {
        throw ApiException.invalid(
            "end", "'end' must be after 'start', %s, but is %s".formatted(start, end));
      }
      return elapsed;
    }
    if (length == null) {
      return null;
    }
    try {
      return Durations.parse(length);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("length", "'length': " + e.getMessage());
    }
  }

  private static SortedSet<LocalDateTime> exceptions(@Nullable List<@Nullable String> texts) {
    if (texts == null) {
      return Collections.emptySortedSet();
    }
    if (texts.size() > MOST_EXCEPTIONS) {
      throw ApiException.invalid(
          "except", "'except' has more than %d starts".formatted(MOST_EXCEPTIONS));
    }
    var starts = new TreeSet<LocalDateTime>();
    texts.forEach(it -> starts.add(time("except", ApiRequest.requireText("except", it))));
    return starts;
  }

  /** A wall-clock time; a date alone means its midnight. */
  private static LocalDateTime time(String field, String text) {
    var stripped = text.strip();
    try {
      return stripped.indexOf('T') < 0
          ? LocalDate.parse(stripped).atStartOfDay()
          : LocalDateTime.parse(stripped);
    } catch (DateTimeException _) {
      throw ApiException.invalid(
          field,
          "'%s' must be a wall-clock time such as 2026-12-28T00:00, without an offset because 'zone' names the zone, not '%s'"
              .formatted(field, text));
    }
  }
}
