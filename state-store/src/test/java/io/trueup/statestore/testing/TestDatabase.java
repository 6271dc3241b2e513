package io.trueup.statestore.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A database of the test server.
 *
 * @param user the superuser
 */
public record TestDatabase(String name, String jdbcUrl, String user, String password)
    implements AutoCloseable {

  /** A new pool of connections, for the caller to close. */
  public HikariDataSource dataSource() {
    var config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  /** One new connection as the superuser, for the caller to close. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }

  /** Drops the database and its store's role, after ending all connections. */
  @Override
  public void close() {
    TestPostgres.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    TestPostgres.execute("DROP ROLE IF EXISTS trueup_app_" + name);
  }
}
