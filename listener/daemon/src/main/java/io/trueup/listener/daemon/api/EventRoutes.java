package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.EventView;
import io.trueup.listener.engine.event.CloudEvent;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.Installation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened, page by page or as a stream of server-sent events that can be resumed. */
final class EventRoutes {

  private static final int LIMIT = 100;
  private static final int MOST = 1000;
  private static final String STREAM = "text/event-stream";

  /** Clients connect again, to a daemon that may be another one then. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final StateChanges changes;
  private final EventFeed feed;
  private final PlatformNames platforms;
  private final SourceNames sources;
  private final Supplier<Installation> installation;

  EventRoutes(StateStore store, EventFeed feed, PlatformNames platforms, SourceNames sources) {
    this.changes = store.changes();
    this.feed = feed;
    this.platforms = platforms;
    this.sources = sources;
    this.installation = new Remembered(store::installation);
  }

  /** Read once, because it never changes. */
  private static final class Remembered implements Supplier<Installation> {
    private final Supplier<Installation> reading;
    private volatile @Nullable Installation known;

    Remembered(Supplier<Installation> reading) {
      this.reading = reading;
    }

    @Override
    public Installation get() {
      var found = known;
      if (found == null) {
        found = reading.get();
        known = found;
      }
      return found;
    }
  }

  List<Route> routes() {
    return List.of(
        Route.read("/api/v1/events", this::events)
            .with("after", "limit", "type", "source", "platform")
            .within(LONGEST.plusMinutes(1)));
  }

  private HttpAnswer events(ApiRequest request) {
    var filter = filter(request);
    var accept = request.header("Accept");
    if (accept != null && accept.contains(STREAM)) {
      return stream(request, filter);
    }
    var limit = request.limit(LIMIT, MOST);
    var after = after(request.query("after"));
    var page = page(after == null ? changes.range().first() - 1 : after, limit, filter);
    return HttpAnswer.ok(page);
  }

  private EventView.Page page(long after, int limit, Predicate<RecordedChange> filter) {
    var shown = new ArrayList<EventView>();
    var next = after;
    var read = changes.after(after, MOST);
    for (var change : read) {
      if (shown.size() == limit) {
        break;
      }
      next = change.position();
      if (filter.test(change)) {
        shown.add(EventView.of(CloudEvent.of(change, installation.get())));
      }
    }
    return new EventView.Page(shown, next, Math.max(next, changes.range().last()));
  }

  private HttpAnswer stream(ApiRequest request, Predicate<RecordedChange> filter) {
    if (request.query("limit") != null) {
      throw ApiException.invalid("limit", "'limit' does not go with a stream; leave it out");
    }
    var resumed = request.header("Last-Event-ID");
    var after = after(resumed == null ? request.query("after") : resumed);
    var from = after == null ? changes.range().last() : after;
    return HttpAnswer.bytes(
        200, STREAM, new EventStream(feed, changes, from, filter, installation, LONGEST));
  }

  /** The position to go on after; null when none is given. */
  private @Nullable Long after(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var after = ApiRequest.number("after", text);
    var range = changes.range();
    if (after < 0 || after > range.last()) {
      throw ApiException.invalid(
          "after",
          "'after' must be a position from 0 to %d, that of the newest event, not %d"
              .formatted(range.last(), after));
    }
    if (after < range.first() - 1) {
      throw ApiException.of(
          ApiException.Status.GONE,
          "events-removed",
          "The events up to %d were removed, because their time was over. Read the state again with %s, and go on after %d"
              .formatted(range.first() - 1, "GET /api/v1/status", range.last()));
    }
    return after;
  }

  private Predicate<RecordedChange> filter(ApiRequest request) {
    var types = types(request.query("type"));
    var source = request.source();
    sources.requireKnown(source);
    var named = request.query("platform");
    var platform = named == null ? null : platforms.find(named).id();
    return change ->
        (types.isEmpty() || types.contains(change.type()))
            && (source == null || source.equals(change.source()))
            && (platform == null || isAbout(change, platform));
  }

  private static boolean isAbout(RecordedChange change, PlatformId platform) {
    return platform.source().equals(change.source()) && platform.name().equals(change.platform());
  }

  private static Set<String> types(@Nullable String text) {
    return text == null
        ? Set.of()
        : Arrays.stream(text.split(",", -1))
            .map(it -> type(it.strip()))
            .collect(Collectors.toSet());
  }

  /** The kind that a text names, in short or as a CloudEvent does. */
  static String type(String name) {
    return ChangeForms.types().stream()
        .filter(it -> it.equals(name) || CloudEvent.type(it).equals(name))
        .findFirst()
        .orElseThrow(() ->
            ApiException.invalid(
                "type",
                "'%s' is no type of event. The types are %s"
                    .formatted(name, String.join(", ", ChangeForms.types()))));
  }
}
