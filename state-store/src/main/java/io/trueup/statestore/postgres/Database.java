package io.trueup.statestore.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions, at isolation {@code READ COMMITTED}. Safe for any thread.
 *
 * <p>Work is retried as a whole when it certainly left nothing behind: the server rolled it back (a
 * deadlock, say), or the connection broke before the commit was sent; a short pause comes first, in
 * which it holds no connection. After a failed commit nothing says whether the work is done: it is
 * never retried here, and the failure is thrown as transient. So work may run several times, of
 * which at most one takes effect, and must do nothing outside its transaction.
 */
final class Database {

  private static final int ATTEMPTS = 5;
  private static final Duration RETRY_WITHIN = Duration.ofSeconds(5);

  private final DataSource connections;
  private final Turns turns;
  private final RetryPauses pauses;
  private volatile Runnable recorded = () -> {};

  /**
   * Runs transactions on connections.
   *
   * @param turns as many as there are connections
   */
  Database(DataSource connections, Turns turns, RetryPauses pauses) {
    this.connections = connections;
    this.turns = turns;
    this.pauses = pauses;
  }

  /** Has a signal sent after each transaction that recorded changes. */
  void onRecorded(Runnable signal) {
    recorded = signal;
  }

  /** Work for one transaction. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run(Transaction tx) throws SQLException;
  }

  /** Work for one transaction, without a result. */
  @FunctionalInterface
  interface VoidWork {
    void run(Transaction tx) throws SQLException;
  }

  /**
   * Runs work in one transaction; whatever it throws rolls the transaction back.
   *
   * @param what the work, for messages, such as {@code record a delivery}
   */
  <T extends @Nullable Object> T inTransaction(String what, Work<T> work) {
    var began = System.nanoTime();
    for (var count = 1; ; count++) {
      var attempt = new Attempt<T>(work);
      try {
        return attempt.run();
      } catch (SQLException e) {
        if (count == ATTEMPTS || isLate(began) || !attempt.leftNothing(e) || !pauses.pause(count)) {
          throw StoreFailures.exception(what, e);
        }
      }
    }
  }

  /** The caller has already waited long, for example because the network drops packets. */
  private static boolean isLate(long began) {
    return System.nanoTime() - began > RETRY_WITHIN.toNanos();
  }

  /** As {@link #inTransaction}, for work that has no result. */
  void run(String what, VoidWork deed) {
    this.<@Nullable Void>inTransaction(
        what,
        tx -> {
          deed.run(tx);
          return null;
        });
  }

  private final class Attempt<T extends @Nullable Object> {
    private final Work<T> work;
    private boolean hasConnection;
    private boolean isCommitting;

    Attempt(Work<T> work) {
      this.work = work;
    }

    T run() throws SQLException {
      try (var _ = turns.take();
          var connection = connections.getConnection()) {
        hasConnection = true;
        try {
          var tx = new Transaction(connection);
          var result = work.run(tx);
          var hasChanges = tx.writeChanges();
          isCommitting = true;
          connection.commit();
          if (hasChanges) {
            recorded.run();
          }
          return result;
        } catch (SQLException | RuntimeException | Error e) {
          rollBack(connection, e);
          throw e;
        }
      }
    }

    /** An attempt that could not connect has used up the wait for a connection. */
    boolean leftNothing(SQLException failure) {
      return hasConnection
          && (StoreFailures.isRolledBack(failure)
              || (!isCommitting && StoreFailures.isDisconnected(failure)));
    }

    private static void rollBack(Connection connection, Throwable cause) {
      try {
        connection.rollback();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
