package io.trueup.listener.daemon.edge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how often each key may be used: a burst, then once per interval. Keeps a bounded number of
 * keys, the most recently used. A clock that is set back by more than a minute makes it start
 * afresh. Safe for any thread.
 */
public final class RateLimit {

  private static final int KEYS = 4096;

  /** How far a clock may be set back without consequences. */
  private static final Duration CLOCK_STEP = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Duration interval;
  private final Duration headStart;
  private final Duration farthest;

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
  public RateLimit(InstantSource clock, int atOnce, Duration interval) {
    this.clock = clock;
    this.interval = interval;
    this.headStart = interval.multipliedBy(atOnce - 1L);
    this.farthest = headStart.plus(interval).plus(CLOCK_STEP);
  }

  /** Whether a key must not be used now. */
  public boolean isExhausted(String key) {
    synchronized (next) {
      var now = clock.instant();
      return now.isBefore(due(key, now).minus(headStart));
    }
  }

  /** Uses a key once; a used-up key is not delayed further. */
  public void use(String key) {
    synchronized (next) {
      var now = clock.instant();
      var due = due(key, now);
      if (!now.isBefore(due.minus(headStart))) {
        next.put(key, due.plus(interval));
      }
    }
  }

  /** Forgets what is further ahead than a burst: the clock was set back. */
  private Instant due(String key, Instant now) {
    var due = next.get(key);
    return due == null || due.isBefore(now) || due.isAfter(now.plus(farthest)) ? now : due;
  }
}
