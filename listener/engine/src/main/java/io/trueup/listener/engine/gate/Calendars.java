package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.schedule.CombinedWindows;
import io.trueup.model.schedule.CronCalendar;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The calendars of schedules and windows, each made once. What it returns depends on its arguments
 * alone. Safe for any thread.
 */
final class Calendars {

  /** More than any installation has at once; then all are made again. */
  private static final int MOST = 10_000;

  private static final int MOST_COMBINED = 500;

  private final Map<CronSchedule, Calendar<CronCalendar>> schedules = new ConcurrentHashMap<>();
  private final Map<WindowTimes, Calendar<WindowCalendar>> windows = new ConcurrentHashMap<>();

  private final Map<List<CombinedWindows.Entry>, CombinedWindows> combined =
      new ConcurrentHashMap<>();

  /** By the id of a window. */
  private final Map<String, Latest> latest = new ConcurrentHashMap<>();

  /** What a window of some id was last. */
  private record Latest(WindowTimes times, Calendar<WindowCalendar> calendar) {

    @SuppressWarnings("ReferenceEquality") // equal ones that are not the same are found elsewhere
    boolean isOf(WindowTimes other) {
      return times == other;
    }
  }

  /** A calendar, or why there is none. */
  sealed interface Calendar<C> {

    record Made<C>(C calendar) implements Calendar<C> {}

    record Broken<C>(String reason) implements Calendar<C> {}

    /** The calendar; empty when there is none. */
    default Optional<C> found() {
      return this instanceof Made<C>(var calendar) ? Optional.of(calendar) : Optional.empty();
    }
  }

  private static <K, C> Calendar<C> find(
      Map<K, Calendar<C>> known, K times, Function<K, C> calendar) {
    var found = known.get(times);
    if (found != null) {
      return found;
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    return known.computeIfAbsent(times, it -> make(it, calendar));
  }

  private static <K, C> Calendar<C> make(K times, Function<K, C> calendar) {
    try {
      return new Calendar.Made<>(calendar.apply(times));
    } catch (IllegalArgumentException e) {
      return new Calendar.Broken<>(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The calendar of a window. The store gives the same times for the same text, so that they are
   * compared in whole, which takes longer, only when a window is new or another of its id was asked
   * last.
   */
  Calendar<WindowCalendar> window(RolloutWindow window) {
    var times = window.spec().times();
    var last = latest.get(window.id());
    if (last != null && last.isOf(times)) {
      return last.calendar();
    }
    var found = find(windows, times, WindowCalendar::of);
    if (latest.size() >= MOST) {
      latest.clear();
    }
    latest.put(window.id(), new Latest(times, found));
    return found;
  }

  /** Windows together; the same for platforms that the same windows match. */
  CombinedWindows together(List<CombinedWindows.Entry> windows) {
    var found = combined.get(windows);
    if (found != null) {
      return found;
    }
    if (combined.size() >= MOST_COMBINED) {
      combined.clear();
    }
    return combined.computeIfAbsent(List.copyOf(windows), CombinedWindows::of);
  }

  private Calendar<CronCalendar> schedule(RolloutPolicy policy) {
    var schedule = policy.schedule();
    return schedule == null
        ? new Calendar.Broken<>("it has no times")
        : find(schedules, schedule, CronCalendar::of);
  }

  /** Why a policy's schedule cannot be evaluated; empty when it can. */
  Optional<String> brokenSchedule(RolloutPolicy policy) {
    return schedule(policy) instanceof Calendar.Broken<CronCalendar>(var reason)
        ? Optional.of(reason)
        : Optional.empty();
  }

  /**
   * The last time of a platform's schedule, up to an instant, that counts; empty when there is
   * none.
   */
  Optional<Instant> lastFiring(PlatformState platform, Instant at) {
    var since = platform.steering().scheduleSince();
    return at.isAfter(since)
        ? schedule(platform.policy()).found().flatMap(it -> it.last(since, at))
        : Optional.empty();
  }

  /** The first time of a schedule after an instant. */
  Optional<Instant> nextFiring(RolloutPolicy policy, Instant after) {
    return schedule(policy).found().flatMap(it -> it.next(after));
  }
}
