package io.trueup.statestore.postgres;

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
 * Logs in to the state database, and refuses every session that lacks the settings it needs. Safe
 * for any thread.
 *
 * @param properties of the driver, without user and password
 */
record StoreSessions(String url, Properties properties, StoreSettings settings)
    implements DataSource {

  @Override
  public Connection getConnection() throws SQLException {
    throw new SQLFeatureNotSupportedException("Cannot log in to the state database without a user");
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    var all = new Properties();
    all.putAll(properties);
    all.setProperty("user", user);
    all.setProperty("password", password);
    var connection = DriverManager.getConnection(url, all);
    try {
      settings.apply(connection);
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
    // The driver logs.
  }

  /** The driver's property already sets it. */
  @Override
  public void setLoginTimeout(int seconds) {
    // The pool asks for the time that the driver's property already sets.
  }

  @Override
  public int getLoginTimeout() {
    return Integer.parseInt(properties.getProperty("loginTimeout", "0"));
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("There is no parent logger");
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
