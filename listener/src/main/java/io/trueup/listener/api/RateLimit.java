package io.trueup.listener.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets each key do something so often at once, and once more each interval. It remembers a bounded
 * number of keys, those that were used last. Safe for any thread.
 */
final class RateLimit {

  private static final int KEYS = 4096;

  private final InstantSource clock;
  private final Duration interval;
  private final Duration headStart;

  /** When a key that goes on steadily would be used next; guarded by itself. */
  private final Map<String, Instant> next =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > KEYS;
        }
      };

  /**
   * Limits.
   *
   * @param atOnce how often a key that was not used for long may be used without a pause
   * @param interval how long it takes until a key that was used up may be used once more
   */
  RateLimit(InstantSource clock, int atOnce, Duration interval) {
    this.clock = clock;
    this.interval = interval;
    this.headStart = interval.multipliedBy(atOnce - 1L);
  }

  /** Whether a key may not be used now. */
  boolean isUsedUp(String key) {
    synchronized (next) {
      var due = next.get(key);
      return due != null && clock.instant().isBefore(due.minus(headStart));
    }
  }

  /** Uses a key once, whether it may be or not; a key that may not is not set back further. */
  void use(String key) {
    synchronized (next) {
      if (!isUsedUp(key)) {
        var now = clock.instant();
        var due = next.getOrDefault(key, now);
        next.put(key, (due.isBefore(now) ? now : due).plus(interval));
      }
    }
  }
}
