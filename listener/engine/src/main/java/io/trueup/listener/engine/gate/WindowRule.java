package io.trueup.listener.engine.gate;

import io.trueup.listener.engine.gate.Calendars.Calendar.Made;
import io.trueup.model.schedule.CombinedWindows;
import io.trueup.model.schedule.Occurrence;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowKind;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shut in each window that denies, and outside of all windows that allow where there are any. A
 * window that cannot be evaluated is shut.
 */
final class WindowRule implements GateRule {

  static final String BROKEN = "cannot be evaluated and keeps platforms waiting";

  private final Calendars calendars;

  WindowRule(Calendars calendars) {
    this.calendars = calendars;
  }

  @Override
  public GateKind kind() {
    return GateKind.WINDOW;
  }

  /** A window that matches the platform and has not ended, with its calendar. */
  private record Matching(RolloutWindow window, Calendars.Calendar<WindowCalendar> calendar) {

    boolean counts(Instant at) {
      return window.counts(at);
    }

    /** From when on it counts, at an instant or later; empty for one that is suspended for good. */
    Optional<Instant> since(Instant at) {
      var suspension = window.suspension();
      return suspension == null || !suspension.isInForce(at)
          ? Optional.of(Instant.MIN)
          : Optional.ofNullable(suspension.until());
    }

    Optional<Occurrence> occurrence(Instant at) {
      return calendar.found().flatMap(it -> it.at(at));
    }
  }

  /** All windows that match a platform, from an instant on. */
  private record Matched(List<Matching> windows, CombinedWindows combined, Instant brokenFrom) {

    static Matched of(List<Matching> windows, Instant from, Calendars calendars) {
      var entries = new ArrayList<CombinedWindows.Entry>();
      var brokenFrom = Instant.MAX;
      for (var it : windows) {
        var since = it.since(from).orElse(null);
        if (since == null) {
          continue;
        }
        var calendar = it.calendar().found().orElse(null);
        if (calendar == null) {
          brokenFrom = since.isBefore(brokenFrom) ? since : brokenFrom;
        } else {
          entries.add(
              new CombinedWindows.Entry(
                  it.window().spec().kind(), calendar, since.equals(Instant.MIN) ? null : since));
        }
      }
      return new Matched(windows, calendars.together(entries), brokenFrom);
    }

    boolean isOpen(Instant at) {
      return at.isBefore(brokenFrom) && combined.isOpen(at);
    }

    Optional<Instant> opensAt(Instant from) {
      return (combined.isOpen(from) ? Optional.of(from) : combined.nextChange(from))
          .filter(it -> it.isBefore(brokenFrom));
    }

    /** Of windows that are open at an instant. */
    Optional<Instant> shutsAt(Instant from) {
      var next = combined.nextChange(from).orElse(Instant.MAX);
      var first = next.isBefore(brokenFrom) ? next : brokenFrom;
      return first.equals(Instant.MAX) ? Optional.empty() : Optional.of(first);
    }
  }

  private Matched matched(Situation situation, Instant from) {
    return matched(situation.platform(), situation.inputs().windows(), from);
  }

  /**
   * Whether windows alone let a platform's target move at an instant. As {@link CombinedWindows},
   * at one instant and without making anything, since each look at a platform asks it.
   */
  boolean isOpen(PlatformState platform, List<RolloutWindow> windows, Instant at) {
    var isAllowing = false;
    var isAllowed = false;
    for (var window : windows) {
      if (!window.counts(at) || !window.spec().scope().matches(platform)) {
        continue;
      }
      if (!(calendars.window(window) instanceof Made<WindowCalendar>(var calendar))) {
        return false;
      }
      if (window.spec().kind() == WindowKind.ALLOW) {
        isAllowing = true;
        isAllowed = isAllowed || calendar.isInForce(at);
      } else if (calendar.isInForce(at)) {
        return false;
      }
    }
    return isAllowed || !isAllowing;
  }

  /** The first instant after another at which that changes. */
  Optional<Instant> nextChange(PlatformState platform, List<RolloutWindow> windows, Instant after) {
    var matched = matched(platform, windows, after);
    return matched.isOpen(after) ? matched.shutsAt(after) : matched.opensAt(after);
  }

  private Matched matched(PlatformState platform, List<RolloutWindow> windows, Instant from) {
    var matching = new ArrayList<Matching>();
    for (var window : windows) {
      if (window.endedAt() == null && window.spec().scope().matches(platform)) {
        matching.add(new Matching(window, calendars.window(window)));
      }
    }
    return Matched.of(matching, from, calendars);
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    if (isOpen(situation, at)) {
      return List.of();
    }
    var matched = matched(situation, at);
    return gates(matched.windows(), at, matched.opensAt(at).orElse(null));
  }

  /** Without looking for when they open, which may be far. */
  @Override
  public boolean isOpen(Situation situation, Instant at) {
    return isOpen(situation.platform(), situation.inputs().windows(), at);
  }

  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    return matched(situation, from).opensAt(from);
  }

  @Override
  public Optional<Instant> shutsAt(Situation situation, Instant from) {
    return matched(situation, from).shutsAt(from);
  }

  private static List<ShutGate> gates(
      List<Matching> windows, Instant at, @Nullable Instant opensAt) {
    var gates = new ArrayList<ShutGate>();
    var allowing = new ArrayList<RolloutWindow>();
    var isAllowed = false;
    for (var it : windows) {
      var window = it.window();
      if (!it.counts(at)) {
        continue;
      }
      if (it.calendar() instanceof Calendars.Calendar.Broken<WindowCalendar>(var reason)) {
        gates.add(broken(window, reason));
      } else if (window.spec().kind() == WindowKind.DENY) {
        it.occurrence(at).ifPresent(now -> gates.add(denies(window, now, opensAt)));
      } else {
        allowing.add(window);
        isAllowed |= it.occurrence(at).isPresent();
      }
    }
    if (!allowing.isEmpty() && !isAllowed) {
      gates.add(outside(allowing, opensAt));
    }
    return gates;
  }

  private static ShutGate broken(RolloutWindow window, String reason) {
    return gate(
        window.id(),
        window.spec().owner(),
        null,
        "Window '%s' %s: %s".formatted(window.id(), BROKEN, reason),
        "Unblock by correcting the window, or with `trueup windows suspend %s`"
            .formatted(window.id()),
        null);
  }

  private static ShutGate denies(RolloutWindow window, Occurrence now, @Nullable Instant opensAt) {
    var why = window.spec().reason().isEmpty() ? "" : ": " + window.spec().reason();
    return gate(
        window.id(),
        window.spec().owner(),
        now.start(),
        "Window '%s' of %s denies until %s%s"
            .formatted(window.id(), window.spec().owner(), now.end(), why),
        remedy(window.id(), opensAt),
        opensAt);
  }

  private static ShutGate outside(List<RolloutWindow> allowing, @Nullable Instant opensAt) {
    var ids = allowing.stream().map(RolloutWindow::id).sorted().toList();
    return gate(
        String.join(",", ids),
        null,
        null,
        "Outside of its allow %s %s"
            .formatted(
                ids.size() == 1 ? "window" : "windows",
                ids.stream().map("'%s'"::formatted).collect(Collectors.joining(", "))),
        remedy(ids.getFirst(), opensAt),
        opensAt);
  }

  private static String remedy(String id, @Nullable Instant opensAt) {
    return "%s `trueup windows suspend %s`"
        .formatted(
            opensAt == null ? "Unblock with" : "Wait until %s, or unblock with".formatted(opensAt),
            id);
  }

  private static ShutGate gate(
      String what,
      @Nullable String by,
      @Nullable Instant since,
      String reason,
      String remedy,
      @Nullable Instant opensAt) {
    return new ShutGate(GateKind.WINDOW, what, by, since, reason, remedy, opensAt);
  }
}
