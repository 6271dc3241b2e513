package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.WindowCalendarReader;
import java.time.Duration;
import java.util.List;

/** The routes of calendars: what the windows say over a stretch of time. */
final class CalendarRoutes {

  private static final int WEEKS = 2;
  private static final int MOST_WEEKS = 53;

  private final WindowCalendarReader reader;
  private final PlatformNames platforms;

  CalendarRoutes(WindowCalendarReader reader, PlatformNames platforms) {
    this.reader = reader;
    this.platforms = platforms;
  }

  List<Route> routes() {
    return List.of(Route.read("/api/v1/calendar", this::calendar).with("weeks", "platform"));
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
