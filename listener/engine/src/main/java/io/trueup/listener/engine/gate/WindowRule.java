package io.trueup.listener.engine.gate;

import io.trueup.model.schedule.Occurrence;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowKind;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shut in each window that denies, and outside of all windows that allow where there are any. A
 * window that cannot be evaluated is shut.
 */
final class WindowRule implements GateRule {

  static final String BROKEN = "cannot be evaluated and keeps platforms waiting";

  /** Windows that open and shut more often than this are not followed further. */
  private static final int MOST_TURNS = 1000;

  private final Calendars calendars;

  WindowRule(Calendars calendars) {
    this.calendars = calendars;
  }

  @Override
  public GateKind kind() {
    return GateKind.WINDOW;
  }

  /** The windows of a platform that have not ended, with their calendars. */
  private record Matching(RolloutWindow window, Calendars.Calendar<WindowCalendar> calendar) {

    boolean is(WindowKind kind) {
      return window.spec().kind() == kind;
    }

    Optional<WindowCalendar> times() {
      return calendar.found();
    }

    Optional<Occurrence> at(Instant at) {
      return times().flatMap(it -> it.at(at));
    }

    /** The end of a suspension in force. */
    Optional<Instant> countsAgainAt(Instant at) {
      var suspension = window.suspension();
      return suspension == null || !suspension.isInForce(at)
          ? Optional.empty()
          : Optional.ofNullable(suspension.until());
    }
  }

  private List<Matching> matching(Situation situation) {
    return situation.inputs().windows().stream()
        .filter(it -> it.endedAt() == null && it.spec().scope().matches(situation.platform()))
        .map(it -> new Matching(it, calendars.window(it.spec().times())))
        .toList();
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var windows = matching(situation);
    return isShut(windows, at) ? gates(windows, at, opensAt(windows, at).orElse(null)) : List.of();
  }

  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    return opensAt(matching(situation), from);
  }

  @Override
  public Optional<Instant> shutsAt(Situation situation, Instant from) {
    var windows = matching(situation);
    var at = from;
    for (var turn = 0; turn < MOST_TURNS; turn++) {
      var next = nextChange(windows, at);
      if (next.isEmpty() || isShut(windows, next.get())) {
        return next;
      }
      at = next.get();
    }
    return Optional.empty();
  }

  private static List<Matching> counting(List<Matching> windows, Instant at) {
    return windows.stream().filter(it -> it.window().counts(at)).toList();
  }

  private static boolean isShut(List<Matching> windows, Instant at) {
    var counting = counting(windows, at);
    var allowing = counting.stream().filter(it -> it.is(WindowKind.ALLOW)).toList();
    return counting.stream().anyMatch(it -> it.times().isEmpty())
        || counting.stream().anyMatch(it -> it.is(WindowKind.DENY) && it.at(at).isPresent())
        || (!allowing.isEmpty() && allowing.stream().allMatch(it -> it.at(at).isEmpty()));
  }

  private static Optional<Instant> opensAt(List<Matching> windows, Instant from) {
    var at = from;
    for (var turn = 0; turn < MOST_TURNS; turn++) {
      if (!isShut(windows, at)) {
        return Optional.of(at);
      }
      var next = nextChange(windows, at);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.empty();
  }

  /** The first instant after another at which any window begins, ends or counts again. */
  private static Optional<Instant> nextChange(List<Matching> windows, Instant at) {
    return windows.stream()
        .flatMap(
            it ->
                it.window().counts(at)
                    ? it.times().stream().flatMap(times -> boundary(times, at))
                    : it.countsAgainAt(at).stream())
        .min(Instant::compareTo);
  }

  private static Stream<Instant> boundary(WindowCalendar times, Instant at) {
    return times
        .at(at)
        .map(Occurrence::end)
        .or(() -> times.after(at).map(Occurrence::start))
        .stream();
  }

  private static List<ShutGate> gates(
      List<Matching> windows, Instant at, @Nullable Instant opensAt) {
    var gates = new ArrayList<ShutGate>();
    var allowing = new ArrayList<RolloutWindow>();
    var isAllowed = false;
    for (var it : counting(windows, at)) {
      var window = it.window();
      if (it.calendar() instanceof Calendars.Calendar.Broken<WindowCalendar>(var reason)) {
        gates.add(broken(window, reason));
      } else if (it.is(WindowKind.DENY)) {
        it.at(at).ifPresent(now -> gates.add(denies(window, now, opensAt)));
      } else {
        allowing.add(window);
        isAllowed |= it.at(at).isPresent();
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
        "It is outside of %s %s"
            .formatted(
                ids.size() == 1 ? "the window that allows," : "all windows that allow,",
                ids.stream().map("'%s'"::formatted).collect(Collectors.joining(", "))),
        remedy(Objects.requireNonNull(ids.getFirst()), opensAt),
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
