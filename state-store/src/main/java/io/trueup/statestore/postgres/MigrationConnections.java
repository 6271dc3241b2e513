package io.trueup.statestore.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections without a network timeout, for migrations: the server may build an index on a large
 * table for an hour without sending a byte, and a migration that is cut off would start again at
 * each start and never finish. Keepalive detects a dead server. Safe for any thread.
 *
 * @param pool restores the timeout of its connections when they return
 */
record MigrationConnections(DataSource pool) implements DataSource {

  @Override
  public Connection getConnection() throws SQLException {
    return patient(pool.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return patient(pool.getConnection(user, password));
  }

  private static Connection patient(Connection connection) throws SQLException {
    try {
      connection.setNetworkTimeout(Runnable::run, 0);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return pool.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
    pool.setLogWriter(writer);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return pool.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return pool.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return pool.isWrapperFor(type);
  }
}
