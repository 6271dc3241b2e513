package io.trueup.model.verdict;

import io.trueup.model.schedule.Occurrence;
import io.trueup.model.schedule.WindowCalendar;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether windows leave a platform any time in which its target may move. Pure; safe for any
 * thread.
 *
 * <p>It goes from one change to the next: from a time that no allow window contains to the next
 * start of one, from a time that a deny window contains to that window's end, until it finds a time
 * that is open, until no window starts any more, or until ten years have passed. So it is exact
 * when it finds an open time and when the allow windows end; otherwise it says what holds for ten
 * years, which is longer than the cycle of leap years. After a million looks at single windows it
 * gives up, and finds no fault because it has proved none.
 */
final class OpenTimes {

  private static final Duration HORIZON = Duration.ofDays(3_653);

  private static final int MOST_LOOKS = 1_000_000;

  private final List<WindowCalendar> allow;
  private final List<WindowCalendar> deny;

  private OpenTimes(List<WindowCalendar> allow, List<WindowCalendar> deny) {
    this.allow = allow;
    this.deny = deny;
  }

  /**
   * Whether there are none.
   *
   * @param from an instant before the start of all windows
   */
  static boolean areNone(List<WindowCalendar> allow, List<WindowCalendar> deny, Instant from) {
    if (deny.isEmpty()) {
      return false;
    }
    return new OpenTimes(allow, deny).areNone(from);
  }

  private boolean areNone(Instant from) {
    // Without an allow window all time before the first deny window is open, and says nothing.
    var first = allow.isEmpty() ? start(deny, from) : start(allow, from);
    if (first.isEmpty()) {
      return false;
    }
    var now = first.get();
    var last = now.plus(HORIZON);
    for (var looks = 0; looks < MOST_LOOKS; looks += allow.size() + deny.size()) {
      if (now.isAfter(last)) {
        return true;
      }
      var denied = end(now);
      if (denied.isPresent()) {
        now = denied.get();
      } else if (allow.isEmpty() || isAllowed(now)) {
        return false;
      } else {
        var next = start(allow, now);
        if (next.isEmpty()) {
          return true;
        }
        now = next.get();
      }
    }
    return false;
  }

  private boolean isAllowed(Instant now) {
    return allow.stream().anyMatch(it -> it.at(now).isPresent());
  }

  /** The end of the longest deny window that contains a time. */
  private Optional<Instant> end(Instant now) {
    return deny.stream()
        .flatMap(it -> it.at(now).stream())
        .map(Occurrence::end)
        .max(Comparator.naturalOrder());
  }

  /** The first start of any of some windows after a time. */
  private static Optional<Instant> start(Collection<WindowCalendar> windows, Instant after) {
    return windows.stream()
        .flatMap(it -> it.after(after).stream())
        .map(Occurrence::start)
        .min(Comparator.naturalOrder());
  }
}
