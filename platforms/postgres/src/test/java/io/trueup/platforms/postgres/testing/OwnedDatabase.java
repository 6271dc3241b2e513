package io.trueup.platforms.postgres.testing;

import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real database with a user of its own, who may make schemas there. Safe for any thread. */
public abstract class OwnedDatabase implements AutoCloseable {

  /** The user's password. */
  public static final String PASSWORD = "canary-77aa";

  private static final Pattern URL = Pattern.compile("jdbc:postgresql://([^:/]+):(\\d+)/([^?]+).*");

  private final TestDatabase database;
  private final String user;

  /**
   * Creates a database.
   *
   * @param attributes of the user's role beside that it may log in, such as {@code CREATEROLE}
   */
  protected OwnedDatabase(String attributes) {
    this(TestPostgres.freshDatabase(), attributes);
  }

  /** One that a test made, which this closes. */
  protected OwnedDatabase(TestDatabase database, String attributes) {
    this.database = database;
    this.user = "owner_of_" + database.name();
    sql("CREATE ROLE %s LOGIN %s PASSWORD '%s'".formatted(user, attributes, PASSWORD));
    sql("GRANT CREATE ON DATABASE %s TO %s".formatted(database.name(), user));
  }

  /** Where its server listens. */
  public final String host() {
    return address().group(1);
  }

  /** Where its server listens. */
  public final int port() {
    return Integer.parseInt(address().group(2));
  }

  private Matcher address() {
    var matcher = URL.matcher(database.jdbcUrl());
    if (!matcher.matches()) {
      throw new IllegalStateException("Cannot read " + database.jdbcUrl());
    }
    return matcher;
  }

  /** The database's name. */
  public final String name() {
    return database.name();
  }

  /** The user's name. */
  public final String user() {
    return user;
  }

  /** As the user. */
  public final Connection connect() throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), user, PASSWORD);
  }

  /** As the superuser. */
  public final Connection connectAsSuperuser() throws SQLException {
    return database.connect();
  }

  /** As the superuser. */
  public final void sql(String... statements) {
    try (var connection = database.connect()) {
      execute(connection, statements);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot execute " + List.of(statements), e);
    }
  }

  /** As the user. */
  public final void owned(String... statements) {
    try (var connection = connect()) {
      execute(connection, statements);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot execute " + List.of(statements), e);
    }
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** As the superuser: rows, their columns joined by a blank. */
  public final List<String> rows(String sql) {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (var i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(rows.getObject(i)));
        }
        found.add(String.join(" ", row));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot query " + sql, e);
    }
  }

  /** Drops the database and the user. */
  @Override
  public void close() {
    sql("DROP OWNED BY " + user + " CASCADE", "DROP ROLE " + user);
    database.close();
  }
}
