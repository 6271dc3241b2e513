package io.trueup.platforms.database;

import io.trueup.platforms.database.ContainerPools.ContainerPool;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.spi.Permission;
import io.trueup.platforms.spi.PlatformEnvironment;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The transactions of one database: short timeouts, one change at a time in the database across all
 * daemons, retries that hold nothing while they wait. What is not committed is rolled back by the
 * pool when the connection goes back to it. Safe for any thread.
 */
final class DdlTransactions {

  /** "trueup" and a "d", as a number: the key of the lock that daemons take in a container. */
  static final long LOCK_KEY = 0x74727565757064L;

  private final ContainerPool pool;
  private final PlatformEnvironment environment;
  private final Backoff backoff;
  private final Permission permission;

  DdlTransactions(
      ContainerPool pool, PlatformEnvironment environment, Backoff backoff, Permission permission) {
    this.pool = pool;
    this.environment = environment;
    this.backoff = backoff;
    this.permission = permission;
  }

  /** Reads the catalog, without any lock. */
  ActualSchema read(Collection<ObjectName> names, Collection<String> roles) throws SQLException {
    try (var connection = pool.connections().getConnection()) {
      limitTimes(connection);
      return Catalog.read(connection, names, roles);
    }
  }

  /**
   * Runs the statements in one transaction, all or none, if that is permitted once the database is
   * locked: whoever may take over then waits until the transaction has ended.
   *
   * @throws SQLException when it fails, or met a lock as often as it may
   */
  void apply(List<String> statements) throws SQLException {
    for (var attempt = 1; ; attempt++) {
      try {
        attempt(statements);
        return;
      } catch (SQLException e) {
        if (!SqlFailures.isLockContention(e) || attempt >= backoff.attempts()) {
          throw e;
        }
        pause(attempt, e);
      }
    }
  }

  private void pause(int attempt, SQLException reason) throws SQLException {
    try {
      Thread.sleep(backoff.pauseMillis(attempt - 1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }

  private void attempt(List<String> statements) throws SQLException {
    takeTurn();
    try (var connection = pool.connections().getConnection()) {
      limitTimes(connection);
      lockDatabase(connection);
      permission.require();
      try (var statement = connection.createStatement()) {
        for (var sql : statements) {
          statement.execute(sql);
        }
      }
      connection.commit();
    } finally {
      pool.turn().release();
    }
  }

  private void takeTurn() throws SQLException {
    try {
      if (!pool.turn()
          .tryAcquire(environment.statementTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SQLException("this daemon is changing other tables", SqlFailures.DATABASE_BUSY);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SQLException(
          "interrupted while waiting for this daemon's other changes", SqlFailures.DATABASE_BUSY);
    }
  }

  private void limitTimes(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d"
              .formatted(
                  environment.lockTimeout().toMillis(), environment.statementTimeout().toMillis()));
    }
  }

  /**
   * Tries and does not wait: a waiting transaction would keep others from building indexes
   * concurrently.
   */
  private static void lockDatabase(Connection connection) throws SQLException {
    try (var statement =
        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?) AS is_locked")) {
      statement.setLong(1, LOCK_KEY);
      try (var rows = statement.executeQuery()) {
        if (!rows.next() || !rows.getBoolean("is_locked")) {
          throw new SQLException("another daemon is changing tables", SqlFailures.DATABASE_BUSY);
        }
      }
    }
  }
}
