package io.trueup.listener.engine;

import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Repeats the check of a source for a while after an announcement, since a webhook may arrive
 * before its commit is visible. The gaps between the checks are fixed, whatever other checks are
 * made, and the checks end when as many versions were recorded as were announced. Kept in memory:
 * after a restart, the poll finds what was lost. Safe for any thread.
 */
final class AnnouncedRefreshes {

  /** From one check to the next; forges show a commit up to 30 seconds after its webhook. */
  static final List<Duration> GAPS =
      List.of(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(16));

  private final Alarm alarm;
  private final Consumer<SourceId> check;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<SourceId, Series> running = new ConcurrentHashMap<>();

  /** Runs a task later. */
  interface Alarm {
    void after(Duration delay, Runnable task);
  }

  /**
   * The checks after the newest announcement of a source.
   *
   * @param expected how many announced versions are not recorded yet
   */
  private record Series(long number, int expected) {}

  /**
   * Starts without announcements.
   *
   * @param alarm runs the checks later
   * @param check asks for a check
   */
  AnnouncedRefreshes(Alarm alarm, Consumer<SourceId> check) {
    this.alarm = alarm;
    this.check = check;
  }

  /** A version was announced; the checks start again. */
  void announce(SourceId source) {
    var number = numbers.incrementAndGet();
    running.merge(
        source,
        new Series(number, 1),
        (before, fresh) -> new Series(fresh.number(), before.expected() + 1));
    schedule(source, number, 0);
  }

  /** Some versions were recorded. */
  void recorded(SourceId source, int versions) {
    running.computeIfPresent(
        source,
        (_, series) ->
            series.expected() <= versions
                ? null
                : new Series(series.number(), series.expected() - versions));
  }

  private void schedule(SourceId source, long number, int step) {
    if (step < GAPS.size()) {
      alarm.after(GAPS.get(step), () -> fire(source, number, step));
    } else {
      running.computeIfPresent(source, (_, it) -> it.number() == number ? null : it);
    }
  }

  private void fire(SourceId source, long number, int step) {
    var series = running.get(source);
    if (series != null && series.number() == number) {
      schedule(source, number, step + 1); // first, since the check may fail
      check.accept(source);
    }
  }
}
