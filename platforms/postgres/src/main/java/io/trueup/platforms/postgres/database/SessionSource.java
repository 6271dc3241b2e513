package io.trueup.platforms.postgres.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to one database and sets the session settings. Safe for any thread.
 *
 * @param properties of the driver, without user and password
 */
record SessionSource(String url, Properties properties, SessionSettings settings)
    implements DataSource {

  @Override
  public Connection getConnection() throws SQLException {
    throw new SQLFeatureNotSupportedException("Cannot log in to a container without a user");
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    var all = new Properties();
    all.putAll(properties);
    all.setProperty("user", user);
    all.setProperty("password", password);
    var connection = DriverManager.getConnection(url, all);
    try {
      settings.prepare(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {
    // The driver logs by itself.
  }

  /** The driver's property sets it. */
  @Override
  public void setLoginTimeout(int seconds) {
    // The pool sets the timeout that the property has already.
  }

  @Override
  public int getLoginTimeout() {
    return Integer.parseInt(properties.getProperty("loginTimeout", "0"));
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("A session source has no parent logger");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("Cannot unwrap " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
