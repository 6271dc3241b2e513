package io.trueup.listener.rollout;

import io.trueup.statestore.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says now and then how far a rollout of many steps is, for the log. One for each time that a
 * platform is advanced; not thread-safe.
 */
final class RolloutProgress {

  private static final Duration EVERY = Duration.ofSeconds(5);

  private @Nullable Mark last;

  /** How far a rollout was. */
  private record Mark(long rollout, int done, Instant at) {}

  /**
   * Notes how far the rollout is.
   *
   * @param done how many of its steps have landed
   * @return what to say; empty at first, when it was said a moment ago, and at the end, which is
   *     told by itself
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
