package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.WindowView.Span;
import io.trueup.model.schedule.CombinedWindows;
import io.trueup.model.schedule.CombinedWindows.Entry;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When targets may move by several windows together, all of which concern the same platforms. Pure.
 *
 * @param windows those that can be evaluated
 * @param brokenFrom from when on one counts that cannot be evaluated, so that nothing may move;
 *     null when there is none
 */
record WindowSpans(CombinedWindows windows, @Nullable Instant brokenFrom) {

  /** Windows from an instant on; those that count neither then nor later are left out. */
  private static WindowSpans of(List<RolloutWindow> windows, Instant from) {
    var entries = new ArrayList<Entry>();
    Instant brokenFrom = null;
    for (var window : windows) {
      var since = countsFrom(window, from);
      if (since == null) {
        continue;
      }
      try {
        var calendar = WindowCalendar.of(window.spec().times());
        entries.add(new Entry(window.spec().kind(), calendar, since.isAfter(from) ? since : null));
      } catch (IllegalArgumentException _) {
        brokenFrom = brokenFrom == null || since.isBefore(brokenFrom) ? since : brokenFrom;
      }
    }
    return new WindowSpans(CombinedWindows.of(entries), brokenFrom);
  }

  /** From when on a window counts; null when it does not. */
  private static @Nullable Instant countsFrom(RolloutWindow window, Instant from) {
    if (window.counts(from)) {
      return from;
    }
    var suspension = window.suspension();
    return window.endedAt() != null || suspension == null ? null : suspension.until();
  }

  /** The stretches in which targets may move by windows, in order, cut off at both ends. */
  static List<Span> open(List<RolloutWindow> windows, Instant from, Instant until) {
    var spans = of(windows, from);
    var last =
        spans.brokenFrom != null && spans.brokenFrom.isBefore(until) ? spans.brokenFrom : until;
    var open = new ArrayList<Span>();
    var at = from;
    while (at.isBefore(last)) {
      var change = spans.windows.nextChange(at).filter(last::isAfter).orElse(last);
      if (spans.windows.isOpen(at)) {
        open.add(new Span(at, change));
      }
      at = change;
    }
    return open;
  }

  /** What windows say at an instant; empty when none of them counts. */
  static Optional<PlatformView.Windows> at(List<RolloutWindow> windows, Instant now) {
    var counting = (int) windows.stream().filter(it -> it.counts(now)).count();
    if (counting == 0) {
      return Optional.empty();
    }
    var spans = of(windows, now);
    var brokenFrom = spans.brokenFrom;
    if (brokenFrom != null && !brokenFrom.isAfter(now)) {
      return Optional.of(new PlatformView.Windows(counting, false, null));
    }
    var isOpen = spans.windows.isOpen(now);
    var change = spans.windows.nextChange(now).orElse(null);
    var isBrokenFirst = brokenFrom != null && (change == null || brokenFrom.isBefore(change));
    return Optional.of(
        new PlatformView.Windows(
            counting, isOpen, isBrokenFirst ? isOpen ? brokenFrom : null : change));
  }
}
