package io.trueup.platforms.database;

import io.trueup.platforms.database.ContainerPools.ContainerPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose work is done on threads of its own, so that whoever waits for it can be
 * interrupted, which cancels the statement, and sees who keeps it from going on. Not thread-safe.
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

  /** When the server last said anything, on whatever connection. */
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

  /** One that is in no transaction, and makes one of each statement. */
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

  /** From now on looks this often at who is in the way. */
  void lookEvery(Duration between) {
    period = between;
  }

  /** Whoever was in the way when somebody last was, for people; empty when nobody was. */
  String blockers() {
    return blockers;
  }

  /** Says who was in the way where nobody was seen while it waited: a wait may be too short. */
  void explain(Supplier<String> whoever) {
    if (blockers.isEmpty()) {
      blockers = whoever.get();
    }
  }

  /**
   * Does some work.
   *
   * @throws StoppedException when the caller was interrupted, whose mark that clears; the work has
   *     ended or the connection is closed
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
   * A statement may take as long as it likes, while there is a server that runs it: it may build an
   * index for hours, and no time limit of the socket tells that from a network that lost it.
   */
  private void watch() throws SQLException {
    var seen = Blockers.of(pool, pid);
    if (seen.isPresent()) {
      heardAt = System.nanoTime();
      blockers = seen.get().isEmpty() ? blockers : seen.get();
    } else if (System.nanoTime() - heardAt > pool.silence().toNanos()) {
      discard();
      throw new SQLException("the server does not answer any more", "08006");
    }
  }

  /**
   * Does some work that is not to be cancelled; when the caller is interrupted meanwhile, that is
   * kept for {@link #isInterrupted}.
   */
  <T> T finish(Work<T> work) throws SQLException {
    var task =
        new FutureTask<>(() -> {
          connection.setNetworkTimeout(Runnable::run, (int) pool.silence().toMillis());
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

  /** Whether the caller was interrupted while work was finished, whose mark that cleared. */
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

  /** What arrives between two statements cancels nothing, so it is said again. */
  private void cancel(FutureTask<?> task) {
    var deadline = System.nanoTime() + CANCEL_WITHIN.toNanos();
    while (System.nanoTime() < deadline && !task.isDone()) {
      Blockers.cancel(pool, pid);
      try {
        task.get(CANCEL_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | InterruptedException | ExecutionException _) {
        // Looked at again, or ended as it should.
      }
    }
    if (!task.isDone()) {
      LOG.warn("A statement cannot be cancelled; its connection is closed instead");
      discard();
    }
  }

  /** Closes it for good, so that the server lets go of all that it holds. */
  void discard() {
    if (isDiscarded) {
      return;
    }
    isDiscarded = true;
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("A connection cannot be closed", e);
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
