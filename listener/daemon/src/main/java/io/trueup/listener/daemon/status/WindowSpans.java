package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.WindowView.Span;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When a platform's target may move by windows alone, as its gate says. */
final class WindowSpans {

  /** The rules that also decide about moves; they remember calendars only. */
  private static final GateRules RULES = new GateRules();

  private WindowSpans() {}

  /** The stretches in which a target may move by windows, in order, cut off at both ends. */
  static List<Span> open(
      PlatformState platform, List<RolloutWindow> windows, Instant from, Instant until) {
    var open = new ArrayList<Span>();
    var at = from;
    while (at.isBefore(until)) {
      var change =
          RULES.nextWindowChange(platform, windows, at).filter(until::isAfter).orElse(until);
      if (RULES.areWindowsOpen(platform, windows, at)) {
        open.add(new Span(at, change));
      }
      at = change;
    }
    return open;
  }

  /**
   * What windows say at an instant; empty when none of them counts.
   *
   * @param windows that match the platform
   */
  static Optional<PlatformView.Windows> at(
      PlatformState platform, List<RolloutWindow> windows, Instant now) {
    var counting = (int) windows.stream().filter(it -> it.counts(now)).count();
    return counting == 0
        ? Optional.empty()
        : Optional.of(
            new PlatformView.Windows(
                counting,
                RULES.areWindowsOpen(platform, windows, now),
                RULES.nextWindowChange(platform, windows, now).orElse(null)));
  }
}
