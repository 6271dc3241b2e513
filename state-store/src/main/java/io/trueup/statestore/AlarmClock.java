package io.trueup.statestore;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock that several processes share: it rings in one of those that live, whichever of them set
 * it. It may ring late, more than once, or after a crash not at all. Safe for any thread.
 */
public interface AlarmClock extends AutoCloseable {

  /**
   * Starts the clock in this process; does nothing when it is started.
   *
   * @param ring called on a thread of the clock, and must return soon
   * @throws StateStoreException when that fails; transient when it may work later
   */
  void start(Runnable ring);

  /**
   * Has it ring at an instant too, in any process that has started it.
   *
   * @param at when, by the store's clock
   * @param wait how long until then; a long wait may end early
   * @throws StateStoreException when that fails; transient when it may work later
   */
  void set(Instant at, Duration wait);

  /** Stops the clock in this process, within a few seconds. */
  @Override
  void close();
}
