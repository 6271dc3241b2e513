package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.WindowCalendarReader;
import io.trueup.listener.engine.calendar.CalendarExport;
import io.trueup.statestore.StateStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The routes of calendars: what the windows say over a stretch of time, for people and calendars.
 */
final class CalendarRoutes {

  private static final int WEEKS = 2;
  private static final int MOST_WEEKS = 53;

  private final StateStore store;
  private final WindowCalendarReader reader;
  private final PlatformNames platforms;

  CalendarRoutes(StateStore store, WindowCalendarReader reader, PlatformNames platforms) {
    this.store = store;
    this.reader = reader;
    this.platforms = platforms;
  }

  List<Route> routes() {
    return List.of(
        Route.read("/api/v1/calendar", this::calendar).with("weeks", "platform"),
        Route.read("/api/v1/windows.ics", this::feed).with("platform").forCalendars());
  }

  private HttpAnswer feed(ApiRequest request) {
    var name = request.query("platform");
    var platform = name == null ? null : platforms.find(name);
    var windows =
        store.windows().current().stream()
            .filter(it -> platform == null || it.spec().scope().matches(platform))
            .toList();
    return new HttpAnswer(
        200,
        "text/calendar; charset=utf-8",
        CalendarExport.text(windows, store.now()).getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Disposition", "inline; filename=\"windows.ics\""));
  }

  private HttpAnswer calendar(ApiRequest request) {
    var ahead = Duration.ofDays(7L * weeks(request));
    var platform = request.query("platform");
    return HttpAnswer.ok(
        platform == null
            ? reader.read(ahead)
            : reader.read(List.of(platforms.find(platform)), ahead));
  }

  private static int weeks(ApiRequest request) {
    var text = request.query("weeks");
    var weeks = text == null ? WEEKS : ApiRequest.number("weeks", text);
    if (weeks < 1 || weeks > MOST_WEEKS) {
      throw ApiException.invalid(
          "weeks", "'weeks' must be from 1 to %d, not %d".formatted(MOST_WEEKS, weeks));
    }
    return (int) weeks;
  }
}
