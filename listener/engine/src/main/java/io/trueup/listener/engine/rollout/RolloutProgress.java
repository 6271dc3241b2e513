package io.trueup.listener.engine.rollout;

import io.trueup.statestore.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports the progress of a rollout of many steps to the log, every few seconds. One for each
 * advance of a platform; not thread-safe.
 */
final class RolloutProgress {

  private static final Duration EVERY = Duration.ofSeconds(5);

  private @Nullable Mark last;

  /** The progress at an earlier time. */
  private record Mark(long rollout, int done, Instant at) {}

  /**
   * Records the progress of a rollout.
   *
   * @param done how many of its steps landed
   * @return the line to log; empty at first, shortly after the last line, and at the end, which has
   *     a line of its own
   */
  Optional<String> at(Rollout rollout, int done, Instant now) {
    var before = last;
    if (before == null || before.rollout() != rollout.id()) {
      last = new Mark(rollout.id(), done, now);
      return Optional.empty();
    }
    var passed = Duration.between(before.at(), now);
    if (passed.compareTo(EVERY) < 0 || done >= rollout.steps()) {
      return Optional.empty();
    }
    last = new Mark(rollout.id(), done, now);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Platform '%s' moves to version %d: %,d of %,d steps done, %,.0f a second",
            rollout.platform(),
            rollout.to(),
            done,
            rollout.steps(),
            (done - before.done()) * 1e3 / passed.toMillis()));
  }
}
