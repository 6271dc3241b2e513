package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.WindowCondition;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.daemon.view.WindowView.Span;
import io.trueup.listener.daemon.view.WindowView.Suspension;
import io.trueup.model.schedule.Durations;
import io.trueup.model.schedule.Occurrence;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowKind;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Describes one window at an instant. Pure.
 *
 * @param calendar null when the window cannot be evaluated
 * @param problem why it cannot; null when it can
 */
record WindowDescriber(
    RolloutWindow window,
    @Nullable WindowCalendar calendar,
    @Nullable String problem,
    Instant now) {

  /** The description of a window, which may be one that cannot be evaluated. */
  static WindowDescriber of(RolloutWindow window, Instant now) {
    try {
      return new WindowDescriber(window, WindowCalendar.of(window.spec().times()), null, now);
    } catch (IllegalArgumentException e) {
      return new WindowDescriber(window, null, String.valueOf(e.getMessage()), now);
    }
  }

  /**
   * The view of the window.
   *
   * @param platforms how many it matches
   */
  WindowView view(int platforms) {
    var spec = window.spec();
    var times = spec.times();
    var suspension = suspension();
    return new WindowView(
        window.id(),
        spec.name(),
        spec.kind().text(),
        spec.scope().text(),
        times.start().toString(),
        Durations.text(times.length()),
        times.zone(),
        times.rule(),
        times.except().stream().map(LocalDateTime::toString).toList(),
        spec.owner(),
        spec.reason(),
        window.origin(),
        window.version(),
        condition(),
        summary(),
        window.counts(now) ? current().map(Span::of).orElse(null) : null,
        window.endedAt() == null ? next().map(Span::of).orElse(null) : null,
        suspension == null
            ? null
            : new Suspension(
                suspension.by(), suspension.reason(), suspension.since(), suspension.until()),
        problem,
        platforms,
        window.createdAt(),
        window.changedAt(),
        window.endedAt());
  }

  /** The condition in one word. */
  WindowCondition condition() {
    if (window.endedAt() != null) {
      return WindowCondition.ENDED;
    }
    if (suspension() != null) {
      return WindowCondition.SUSPENDED;
    }
    if (calendar == null) {
      return WindowCondition.INVALID;
    }
    if (current().isPresent()) {
      return WindowCondition.IN_FORCE;
    }
    return next().isPresent() ? WindowCondition.UPCOMING : WindowCondition.OVER;
  }

  private RolloutWindow.@Nullable Suspension suspension() {
    var suspension = window.suspension();
    return suspension != null && suspension.isInForce(now) ? suspension : null;
  }

  private Optional<Occurrence> current() {
    return calendar == null ? Optional.empty() : calendar.at(now);
  }

  private Optional<Occurrence> next() {
    return calendar == null ? Optional.empty() : calendar.after(now);
  }

  /** The occurrence that is now and the next ones, at most so many. */
  List<Occurrence> occurrences(int most) {
    var found = new ArrayList<Occurrence>();
    current().ifPresent(found::add);
    var calendar = calendar();
    var from = now;
    while (calendar != null && found.size() < most) {
      var next = calendar.after(from);
      if (next.isEmpty()) {
        break;
      }
      found.add(next.get());
      from = next.get().start();
    }
    return found;
  }

  private String summary() {
    var suspension = suspension();
    var ended = window.endedAt();
    var isAllow = window.spec().kind() == WindowKind.ALLOW;
    return switch (condition()) {
      case ENDED -> "Ended at %s".formatted(ended == null ? "" : second(ended));
      case SUSPENDED -> suspension == null ? "Suspended" : suspended(suspension);
      case INVALID ->
          "Cannot be evaluated, so that the platforms that it matches wait: %s".formatted(problem);
      case IN_FORCE ->
          "%s until %s"
              .formatted(
                  isAllow ? "Open" : "In force",
                  current().map(it -> second(it.end())).orElse("an unknown time"));
      case UPCOMING ->
          "%s at %s"
              .formatted(
                  isAllow ? "Opens" : "Comes into force",
                  next().map(it -> second(it.start())).orElse("an unknown time"));
      case OVER -> isAllow ? "Does not open again" : "Does not come into force again";
    };
  }

  private static String suspended(RolloutWindow.Suspension suspension) {
    var until = suspension.until();
    return "Suspended by %s%s: %s"
        .formatted(
            suspension.by(), until == null ? "" : " until " + second(until), suspension.reason());
  }

  private static String second(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
