package io.trueup.statestore.postgres;

import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;

/** A database with an empty store, and a superuser's access that bypasses the store. */
final class StoreDatabase implements AutoCloseable {

  private final TestDatabase database = TestPostgres.migratedDatabase();

  static DatabaseSettings settings(TestDatabase database) {
    return new DatabaseSettings(
        database.jdbcUrl(), database.user(), database.password(), 4, Duration.ofSeconds(10));
  }

  PostgresStateStore open() {
    return PostgresStateStore.attach(settings(database));
  }

  TestDatabase database() {
    return database;
  }

  /** Empties every table, past the triggers that refuse it; much faster than a new database. */
  void clear() {
    asSuperuser(
        """
        DO $$
        DECLARE
          each regclass;
        BEGIN
          SET LOCAL session_replication_role = replica;
          FOR each IN SELECT c.oid FROM pg_class AS c
                       WHERE c.relnamespace IN ('trueup'::regnamespace, 'alarms'::regnamespace)
                         AND c.relkind = 'r'
                         AND c.relname <> 'flyway_schema_history'
          LOOP
            EXECUTE 'DELETE FROM ' || each;
          END LOOP;
        END
        $$
        """);
  }

  /** Runs one statement as the superuser; returns the first column of its first row as text. */
  String asSuperuser(String sql) {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return Integer.toString(statement.getUpdateCount());
      }
      try (var row = statement.getResultSet()) {
        return row.next() ? String.valueOf(row.getString(1)) : "nothing";
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot run as superuser: " + sql, e);
    }
  }

  /** Waits until a session waits for a lock in this database. */
  void awaitBlocked() {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (asSuperuser(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                + " wait_event_type = 'Lock'")
        .equals("0")) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("No session waited for a lock");
      }
    }
  }

  /** Ends all connections with an open transaction, as a failing network would. */
  void breakConnectionsInTransaction() {
    var inTransaction =
        " FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in"
            + " transaction%' AND pid <> pg_backend_pid()";
    asSuperuser("SELECT count(pg_terminate_backend(pid))" + inTransaction);
    while (!asSuperuser("SELECT count(*)" + inTransaction).equals("0")) {
      Thread.onSpinWait(); // the server ends them in its own time
    }
  }

  /** Waits until all other connections have ended, which is when their statistics are complete. */
  void awaitAlone() {
    var others =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <>"
            + " pg_backend_pid() AND backend_type = 'client backend'";
    while (!asSuperuser(others).equals("0")) {
      Thread.onSpinWait(); // the server ends them in its own time
    }
  }

  /** How Postgres would run a query. */
  String plan(String query) {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var lines = statement.executeQuery("EXPLAIN " + query)) {
      var plan = new StringBuilder();
      while (lines.next()) {
        plan.append(lines.getString(1)).append('\n');
      }
      return plan.toString();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot explain: " + query, e);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
