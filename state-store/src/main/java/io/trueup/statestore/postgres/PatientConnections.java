package io.trueup.statestore.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for as long as the server works: it may build an index on a large table for
 * an hour without a word, and what was cut off would begin again at each start and never end. A
 * server that is gone is noticed by keepalive. Safe for any thread.
 *
 * @param pool gives its connections their own limit back when they return
 */
record PatientConnections(DataSource pool) implements DataSource {

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
