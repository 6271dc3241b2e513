package io.trueup.platforms.postgres.database;

import io.trueup.platforms.postgres.database.ContainerPools.ContainerPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that runs its statements on threads of its own, so that the caller can be
 * interrupted, which cancels the statement, and can see the sessions that block it. Not
 * thread-safe.
 */
final class WatchedConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedConnection.class);
  private static final Duration CANCEL_AGAIN = Duration.ofMillis(200);
  private static final Duration CANCEL_WITHIN = Duration.ofSeconds(5);

  private final ContainerPool pool;
  private final Connection connection;
  private final int pid;
  private Duration period = Duration.ofSeconds(1);
  private String blockers = "";
  private boolean isInterrupted;
  private boolean isDiscarded;

  /** When the server last answered, on any connection. */
  private long heardAt = System.nanoTime();

  /** Work on a connection. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private WatchedConnection(ContainerPool pool, Connection connection, int pid) {
    this.pool = pool;
    this.connection = connection;
    this.pid = pid;
  }

  /** Opens a connection with auto-commit. */
  static WatchedConnection open(ContainerPool pool) throws SQLException {
    var connection = acquire(pool);
    connection.setAutoCommit(true);
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid() AS pid")) {
      row.next();
      return new WatchedConnection(pool, connection, row.getInt("pid"));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection acquire(ContainerPool pool) throws SQLException {
    try {
      return pool.connections().getConnection();
    } catch (SQLException e) {
      if (Thread.interrupted()) {
        throw new StoppedException();
      }
      throw e;
    }
  }

  /** Sets how often to look for the sessions that block it. */
  void checkBlockersEvery(Duration between) {
    period = between;
  }

  /** The sessions that last blocked it, for people; empty when none did. */
  String blockers() {
    return blockers;
  }

  /** Sets the blockers where the wait was too short to see any. */
  void setBlockers(String found) {
    blockers = found;
  }

  /**
   * Runs some work.
   *
   * @throws StoppedException when the caller was interrupted; clears the interrupt flag. The work
   *     has ended or the connection is closed
   */
  <T> T run(Work<T> work) throws SQLException {
    if (isInterrupted) {
      throw new StoppedException();
    }
    var task = new FutureTask<>(() -> work.on(connection));
    heardAt = System.nanoTime();
    Thread.ofVirtual().name("container-", pid).start(task);
    while (true) {
      try {
        return task.get(Math.max(1, period.toMillis()), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        watch();
      } catch (ExecutionException e) {
        throw rethrown(e);
      } catch (InterruptedException _) {
        cancel(task);
        throw new StoppedException();
      }
    }
  }

  /**
   * A statement may run for any time as long as its server answers: building an index can take
   * hours, and a socket timeout cannot tell that from a lost network.
   */
  private void watch() throws SQLException {
    var seen = Blockers.of(pool, pid);
    if (seen.isPresent()) {
      heardAt = System.nanoTime();
      blockers = seen.get().isEmpty() ? blockers : seen.get();
    } else if (System.nanoTime() - heardAt > pool.answerTimeout().toNanos()) {
      discard();
      throw new SQLException("the server no longer answers", "08006");
    }
  }

  /**
   * Runs some work without cancelling it; remembers for {@link #isInterrupted} that the caller was
   * interrupted meanwhile.
   */
  <T> T finish(Work<T> work) throws SQLException {
    var task =
        new FutureTask<>(() -> {
          connection.setNetworkTimeout(Runnable::run, (int) pool.answerTimeout().toMillis());
          return work.on(connection);
        });
    Thread.ofVirtual().name("container-", pid).start(task);
    while (true) {
      try {
        return task.get();
      } catch (ExecutionException e) {
        throw rethrown(e);
      } catch (InterruptedException _) {
        isInterrupted = true;
      }
    }
  }

  /** Whether the caller was interrupted during {@link #finish}, which clears the interrupt flag. */
  boolean isInterrupted() {
    return isInterrupted;
  }

  private static SQLException rethrown(ExecutionException failure) {
    return switch (failure.getCause()) {
      case SQLException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> new SQLException(failure.getCause());
    };
  }

  /** Repeats, because a request that arrives between two statements cancels nothing. */
  private void cancel(FutureTask<?> task) {
    var deadline = System.nanoTime() + CANCEL_WITHIN.toNanos();
    while (System.nanoTime() < deadline && !task.isDone()) {
      Blockers.cancel(pool, pid);
      try {
        task.get(CANCEL_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | InterruptedException | ExecutionException _) {
        // The loop checks again whether the work has ended.
      }
    }
    if (!task.isDone()) {
      LOG.warn("Cannot cancel a statement; closing its connection instead");
      discard();
    }
  }

  /** Closes the connection for good, so that the server releases its locks. */
  void discard() {
    if (isDiscarded) {
      return;
    }
    isDiscarded = true;
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("Cannot close a connection", e);
    }
    pool.connections().evictConnection(connection);
  }

  @Override
  public void close() throws SQLException {
    if (!isDiscarded) {
      connection.close();
    }
  }
}
