package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.schedule.CronCalendar;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowCalendar;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.PlatformState;
import java.time.Instant;
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

  private final Map<CronSchedule, Calendar<CronCalendar>> schedules = new ConcurrentHashMap<>();
  private final Map<WindowTimes, Calendar<WindowCalendar>> windows = new ConcurrentHashMap<>();

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

  Calendar<WindowCalendar> window(WindowTimes times) {
    return find(windows, times, WindowCalendar::of);
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
