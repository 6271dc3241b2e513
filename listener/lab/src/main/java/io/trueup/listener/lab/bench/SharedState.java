package io.trueup.listener.lab.bench;

import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A Postgres with a state database that several daemons share. */
final class SharedState implements AutoCloseable {

  private static final String DATABASE = "state";

  private final EmbeddedPostgres postgres;

  /** One for all questions: a new one for each takes more of the machine than the question. */
  private @Nullable Connection connection;

  private SharedState(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts one.
   *
   * @param programs where its programs are unpacked; null for its folder
   */
  static SharedState start(Path folder, @Nullable Path programs) {
    var postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(
                folder, programs == null ? folder.resolveSibling("programs") : programs, 0, true));
    postgres.createDatabase(DATABASE);
    return new SharedState(postgres);
  }

  /** Makes a database for tables of platforms. */
  void createDatabase(String name) {
    postgres.createDatabase(name);
  }

  int port() {
    return postgres.port();
  }

  String url() {
    return postgres.jdbcUrl(DATABASE);
  }

  String user() {
    return postgres.superuser();
  }

  Secret password() {
    return new Secret(postgres.password());
  }

  /** Changes the state database. */
  synchronized void update(String statement) {
    try (var update = connection().createStatement()) {
      update.executeUpdate(statement);
    } catch (SQLException e) {
      throw new BenchException("Cannot change the state database: " + e.getMessage(), e);
    }
  }

  private Connection connection() throws SQLException {
    var open = connection;
    if (open == null) {
      open = connect();
      connection = open;
    }
    return open;
  }

  private Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user());
    properties.setProperty("password", password().value());
    return DriverManager.getConnection(url(), properties);
  }

  /** The single number of a query of the state database; 0 for null. */
  synchronized long number(String query) {
    try (var statement = connection().prepareStatement(query);
        var rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException e) {
      throw new BenchException("Cannot query the state database: " + e.getMessage(), e);
    }
  }

  /** The names and numbers of a query of the state database. */
  synchronized Map<String, Long> numbers(String query) {
    try (var statement = connection().prepareStatement(query);
        var rows = statement.executeQuery()) {
      var numbers = new HashMap<String, Long>();
      while (rows.next()) {
        numbers.put(rows.getString(1), rows.getLong(2));
      }
      return numbers;
    } catch (SQLException e) {
      throw new BenchException("Cannot query the state database: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    try (var _ = postgres) {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new BenchException("Cannot leave the state database: " + e.getMessage(), e);
    }
  }
}
