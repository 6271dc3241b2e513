package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowCalendarView.Concern;
import io.trueup.listener.daemon.view.WindowCalendarView.Group;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Reads what the windows of a store say over a stretch of time. Safe for any thread; blocks. */
public final class WindowCalendarReader {

  private final StateStore store;

  /** Reads what a store holds. */
  public WindowCalendarReader(StateStore store) {
    this.store = store;
  }

  /** What the windows say about some platforms from now on. */
  public WindowCalendarView read(List<PlatformState> platforms, Duration ahead) {
    return of(store.now(), store.windows().current(), platforms, ahead);
  }

  /** The same of every platform. */
  public WindowCalendarView read(Duration ahead) {
    return read(store.platforms().all(), ahead);
  }

  /** What windows say about platforms. Pure. */
  static WindowCalendarView of(
      Instant now, List<RolloutWindow> windows, List<PlatformState> platforms, Duration ahead) {
    var groups = new LinkedHashMap<List<RolloutWindow>, List<PlatformState>>();
    var unconcerned = new ArrayList<String>();
    for (var platform : platforms) {
      var concerning =
          windows.stream()
              .filter(it -> it.endedAt() == null && it.spec().scope().matches(platform))
              .toList();
      if (concerning.isEmpty()) {
        unconcerned.add(platform.id().toString());
      } else {
        groups.computeIfAbsent(concerning, _ -> new ArrayList<>()).add(platform);
      }
    }
    var until = now.plus(ahead);
    return new WindowCalendarView(
        now,
        now,
        until,
        groups.entrySet().stream()
            .map(it ->
                new Group(
                    it.getValue().stream().map(platform -> platform.id().toString()).toList(),
                    it.getKey().stream().map(window -> concern(window, now)).toList(),
                    WindowSpans.open(it.getValue().getFirst(), it.getKey(), now, until)))
            .toList(),
        unconcerned);
  }

  private static Concern concern(RolloutWindow window, Instant now) {
    var described = WindowDescriber.of(window, now);
    return new Concern(
        window.id(),
        window.spec().kind().text(),
        window.spec().times().zone(),
        described.condition(),
        window.spec().reason(),
        described.problem());
  }
}
