package io.trueup.statestore.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives connections to those who wait for one in the order in which they came. The pool alone gives
 * a free one to the next thread that asks, so that some of hundreds of threads wait until they give
 * up. Safe for any thread.
 */
final class Turns {

  private final Semaphore free;
  private final Duration patience;

  /**
   * All turns are free.
   *
   * @param count how many callers have one at once
   * @param patience how long a caller waits for one
   */
  Turns(int count, Duration patience) {
    this.free = new Semaphore(count, true);
    this.patience = patience;
  }

  /** A turn, until it is closed. */
  @FunctionalInterface
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a turn. A thread that is interrupted waits for none, and takes one that is free.
   *
   * @throws SQLException when none came in time, or when the thread was interrupted
   */
  Turn take() throws SQLException {
    if (Thread.currentThread().isInterrupted() && free.tryAcquire()) {
      return free::release;
    }
    try {
      if (free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return free::release;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted while waiting for a connection", e);
    }
    throw new SQLTransientConnectionException(
        "All connections were in use for %s; %d callers wait for one"
            .formatted(patience, free.getQueueLength()));
  }
}
