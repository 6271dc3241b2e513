package io.trueup.listener.daemon.hooks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets something be told at most once a minute for each key, and counts what was left out between.
 * Holds one entry for each key, so the keys must be few. Thread-safe.
 */
final class OncePerMinute<K> {

  private static final Duration QUIET = Duration.ofMinutes(1);

  private record Last(Instant at, int omitted) {}

  private final InstantSource clock;
  // Guarded by itself.
  private final Map<K, Last> entries = new HashMap<>();

  OncePerMinute(InstantSource clock) {
    this.clock = clock;
  }

  /** How many were left out before this one; null when this one is left out too. */
  @Nullable Integer omittedBefore(K key) {
    var now = clock.instant();
    synchronized (entries) {
      var last = entries.get(key);
      if (last != null && now.isBefore(last.at().plus(QUIET)) && !now.isBefore(last.at())) {
        entries.put(key, new Last(last.at(), last.omitted() + 1));
        return null;
      }
      entries.put(key, new Last(now, 0));
      return last == null ? 0 : last.omitted();
    }
  }

  /** What to add to a text; empty when nothing was left out. */
  static String also(int omitted) {
    return omitted == 0 ? "" : "; %d more since the last entry".formatted(omitted);
  }
}
