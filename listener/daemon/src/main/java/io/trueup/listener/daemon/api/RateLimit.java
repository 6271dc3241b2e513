package io.trueup.listener.daemon.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how often each key may be used: a burst, then once per interval. Keeps a bounded number of
 * keys, the most recently used. Safe for any thread.
 */
final class RateLimit {

  private static final int KEYS = 4096;

  private final InstantSource clock;
  private final Duration interval;
  private final Duration headStart;

  /** When each key would next be used at the steady rate; guarded by itself. */
  private final Map<String, Instant> next =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > KEYS;
        }
      };

  /**
   * A limit for every key.
   *
   * @param atOnce the size of the burst after a long pause
   * @param interval the time until a used-up key may be used once more
   */
  RateLimit(InstantSource clock, int atOnce, Duration interval) {
    this.clock = clock;
    this.interval = interval;
    this.headStart = interval.multipliedBy(atOnce - 1L);
  }

  /** Whether a key must not be used now. */
  boolean isExhausted(String key) {
    synchronized (next) {
      var due = next.get(key);
      return due != null && clock.instant().isBefore(due.minus(headStart));
    }
  }

  /** Uses a key once; a used-up key is not delayed further. */
  void use(String key) {
    synchronized (next) {
      if (!isExhausted(key)) {
        var now = clock.instant();
        var due = next.getOrDefault(key, now);
        next.put(key, (due.isBefore(now) ? now : due).plus(interval));
      }
    }
  }
}
