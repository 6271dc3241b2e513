package io.trueup.listener.engine;

import io.trueup.listener.engine.AnnouncedRefreshes.Alarm;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Checks a source soon after deliveries for it were turned away, so that shedding load never delays
 * a merge until the next poll. However many are turned away, and by whomever, a source is checked
 * once in {@link #SOON}; it stays owed until a check could be asked for. Kept in memory: after a
 * restart, the poll finds what was lost. Safe for any thread.
 */
final class OwedChecks {

  /** From the first delivery that is turned away to the check. */
  static final Duration SOON = Duration.ofSeconds(10);

  private final Alarm alarm;
  private final Consumer<SourceId> check;
  private final Set<SourceId> owed = ConcurrentHashMap.newKeySet();

  /**
   * Owes nothing yet.
   *
   * @param alarm runs the checks later
   * @param check asks for a check
   */
  OwedChecks(Alarm alarm, Consumer<SourceId> check) {
    this.alarm = alarm;
    this.check = check;
  }

  /** A delivery for a source was turned away. */
  void owe(SourceId source) {
    if (owed.add(source)) {
      alarm.after(SOON, () -> pay(source));
    }
  }

  private void pay(SourceId source) {
    owed.remove(source); // first, since what is turned away during the check is owed again
    var isAsked = false;
    try {
      check.accept(source);
      isAsked = true;
    } finally {
      if (!isAsked) {
        owe(source);
      }
    }
  }
}
