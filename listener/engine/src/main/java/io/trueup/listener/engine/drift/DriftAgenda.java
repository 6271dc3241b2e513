package io.trueup.listener.engine.drift;

import io.trueup.model.schedule.ExponentialBackoff;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.drift.DriftCheck;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a platform is to be checked next, and for what. Drift that is known is looked at again
 * sooner than the rest, so that its end is seen soon and a repair that had to wait is tried again.
 * A check that failed is retried, later each time. Pure.
 */
record DriftAgenda(DriftSchedule schedule) {

  private static final Duration AGAIN = Duration.ofMinutes(10);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(30);

  static DriftAgenda of(PlatformId platform, Duration every) {
    return new DriftAgenda(new DriftSchedule(platform, every));
  }

  /** What to compare. */
  enum Task {
    /** Nothing yet. */
    NOTHING,
    /** The nodes that are due. */
    DUE,
    /** The nodes that are known to have drifted. */
    KNOWN
  }

  /**
   * When to check next.
   *
   * @param last check; null when there was none
   * @param hasDrift whether any is known
   */
  Instant next(@Nullable DriftCheck last, boolean hasDrift) {
    if (last == null) {
      return Instant.EPOCH;
    }
    var due = schedule.next(last.checkedThrough(), last.nodes());
    var next = hasDrift ? earlier(due, again(last)) : due;
    var failure = last.failure();
    if (failure == null) {
      return next;
    }
    var retries = new ExponentialBackoff(atMostEvery(FIRST_RETRY), atMostEvery(LONGEST_RETRY));
    return later(next, last.endedAt().plus(retries.after(failure.times() - 1)));
  }

  /** What to compare now. */
  Task task(@Nullable DriftCheck last, boolean hasDrift, Instant now) {
    if (now.isBefore(next(last, hasDrift))) {
      return Task.NOTHING;
    }
    var isDue = last == null || !now.isBefore(schedule.next(last.checkedThrough(), last.nodes()));
    return isDue ? Task.DUE : Task.KNOWN;
  }

  private Instant again(DriftCheck last) {
    return last.endedAt().plus(atMostEvery(AGAIN));
  }

  private Duration atMostEvery(Duration time) {
    return time.compareTo(schedule.every()) < 0 ? time : schedule.every();
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
