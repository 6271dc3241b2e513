package io.trueup.listener.daemon;

import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Looks again for a while after an announcement, since a hook may come before its commit can be
 * seen. The looks are as far apart as they are said to be, whatever else looks in between, and end
 * when as many versions were judged as were announced. Kept in memory: what is lost with the
 * process, the poll finds. Safe for any thread.
 */
final class AnnouncedLooks {

  /** From one look to the next. */
  static final List<Duration> GAPS =
      List.of(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8));

  private final Alarm alarm;
  private final Consumer<SourceId> look;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<SourceId, Series> running = new ConcurrentHashMap<>();

  /** Runs a task later. */
  interface Alarm {
    void after(Duration delay, Runnable task);
  }

  /**
   * The looks after the newest announcement of a source.
   *
   * @param expected how many announced versions were not judged yet
   */
  private record Series(long number, int expected) {}

  /**
   * Nothing was announced yet.
   *
   * @param look asks for a look
   */
  AnnouncedLooks(Alarm alarm, Consumer<SourceId> look) {
    this.alarm = alarm;
    this.look = look;
  }

  /** Something was announced; the looks begin again. */
  void announce(SourceId source) {
    var number = numbers.incrementAndGet();
    running.merge(
        source,
        new Series(number, 1),
        (before, fresh) -> new Series(fresh.number(), before.expected() + 1));
    schedule(source, number, 0);
  }

  /** So many versions were judged. */
  void judged(SourceId source, int versions) {
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
      schedule(source, number, step + 1); // first, since the look may fail
      look.accept(source);
    }
  }
}
