package io.trueup.listener.engine;

import io.trueup.listener.engine.AnnouncedRefreshes.Alarm;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has a source checked a period after the last check of it, whichever daemon made that and whatever
 * asked for it, so that several daemons call a forge no more often than one. At its start a daemon
 * checks at once: deliveries may have come while none was up. Runs on the alarm's thread.
 */
final class SourcePoller {

  /** From a failure of the store to the next try, unless the period is shorter. */
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final StateStore store;
  private final SourceId source;
  private final Duration period;
  private final Alarm alarm;
  private final Consumer<SourceId> check;

  /**
   * Polls nothing yet.
   *
   * @param period with this daemon's jitter
   * @param alarm runs a task that throws as any other
   * @param check asks for a check and makes it
   */
  SourcePoller(
      StateStore store, SourceId source, Duration period, Alarm alarm, Consumer<SourceId> check) {
    this.store = store;
    this.source = source;
    this.period = period;
    this.alarm = alarm;
    this.check = check;
  }

  /** Polls now and on the schedule. */
  void start() {
    alarm.after(Duration.ZERO, () -> nextAfter(this::poll));
  }

  private void pollWhenDue() {
    nextAfter(() -> {
      var left = left();
      return left.isPositive() ? left : poll();
    });
  }

  private Duration poll() {
    check.accept(source);
    return period;
  }

  /** Until the period since the last check is over. */
  private Duration left() {
    var checked = store.sources().find(source).map(SourceState::refreshedAt);
    return checked.isEmpty()
        ? Duration.ZERO
        : Duration.between(store.now(), checked.get().plus(period));
  }

  private void nextAfter(Supplier<Duration> step) {
    var next = period.compareTo(RETRY) < 0 ? period : RETRY;
    try {
      next = step.get();
    } finally {
      alarm.after(next, this::pollWhenDue);
    }
  }
}
