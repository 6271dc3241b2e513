package io.trueup.statestore.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions, at isolation {@code READ COMMITTED}. Safe for any thread.
 *
 * <p>Work is tried again as a whole when it certainly left nothing behind: the server rolled it
 * back (a deadlock, say), or the connection broke before the commit was sent. A failure of the
 * commit itself leaves it open whether the work is done: that is never tried again here, whatever
 * the work is, but thrown as transient. So work may run several times, of which at most one counts,
 * and must do nothing outside of its transaction.
 */
final class Database {

  private static final int ATTEMPTS = 5;
  private static final Duration RETRY_WITHIN = Duration.ofSeconds(5);

  private final DataSource connections;

  Database(DataSource connections) {
    this.connections = connections;
  }

  /** Something to do in one transaction. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run(Transaction tx) throws SQLException;
  }

  /** Something to do in one transaction that has no result. */
  @FunctionalInterface
  interface Deed {
    void run(Transaction tx) throws SQLException;
  }

  /**
   * Does work in one transaction; whatever it throws rolls it back.
   *
   * @param what the work, for messages, such as {@code record a delivery}
   */
  <T extends @Nullable Object> T inTransaction(String what, Work<T> work) {
    var began = System.nanoTime();
    for (var attempt = 1; ; attempt++) {
      var trial = new Trial<T>(work);
      try {
        return trial.run();
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || isLate(began) || !trial.leftNothing(e)) {
          throw Failures.of(what, e);
        }
      }
    }
  }

  /** The caller has waited for long already, for example because the network drops packets. */
  private static boolean isLate(long began) {
    return System.nanoTime() - began > RETRY_WITHIN.toNanos();
  }

  /** As {@link #inTransaction}, for work that has no result. */
  void run(String what, Deed deed) {
    this.<@Nullable Void>inTransaction(
        what,
        tx -> {
          deed.run(tx);
          return null;
        });
  }

  private final class Trial<T extends @Nullable Object> {
    private final Work<T> work;
    private boolean hasConnection;
    private boolean isCommitting;

    Trial(Work<T> work) {
      this.work = work;
    }

    T run() throws SQLException {
      try (var connection = connections.getConnection()) {
        hasConnection = true;
        try {
          var result = work.run(new Transaction(connection));
          isCommitting = true;
          connection.commit();
          return result;
        } catch (SQLException | RuntimeException | Error e) {
          rollBack(connection, e);
          throw e;
        }
      }
    }

    /** Who could not even connect has waited for as long as it may already. */
    boolean leftNothing(SQLException failure) {
      return hasConnection
          && (Failures.isRolledBack(failure)
              || (!isCommitting && Failures.isDisconnected(failure)));
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
