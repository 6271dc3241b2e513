package io.trueup.statestore.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The settings of every session of the state database, whatever the server, the database or the
 * user's role sets. A session that cannot have them is refused before anything is read in it. Safe
 * for any thread.
 */
final class StoreSettings {

  /**
   * The SQLSTATE for a configuration file error, which Postgres itself never reports to a session.
   */
  private static final String UNFIT = "F0000";

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /**
   * Postgres's own functions, operators and types come first. Behind them are the store's tables,
   * in a schema in which {@link SchemaSetup} lets no other role create anything.
   */
  private static final String SEARCH_PATH = "pg_catalog, trueup, pg_temp";

  /** The other allowed value of {@code synchronous_commit}: an acknowledged write is never lost. */
  private static final String STRICTER = "remote_apply";

  private static final String READ =
      """
      SELECT w.name, coalesce(s.setting, pg_catalog.current_setting(w.name, true)) AS value
        FROM pg_catalog.unnest(?::pg_catalog.text[]) AS w (name)
        LEFT JOIN pg_catalog.pg_settings s ON s.name OPERATOR(pg_catalog.=) w.name
      """;

  private static final String SET = "SELECT pg_catalog.set_config(?, ?, false)";

  private final boolean isOfWork;
  private final Map<String, String> wanted = new LinkedHashMap<>();

  private StoreSettings(boolean isOfWork) {
    this.isOfWork = isOfWork;
    wanted.put("search_path", SEARCH_PATH);
    wanted.put("session_replication_role", "origin");
    wanted.put("synchronous_commit", "on");
    wanted.put("row_security", "off");
    wanted.put("default_transaction_isolation", "read committed");
    wanted.put("default_transaction_read_only", "off");
    wanted.put("default_transaction_deferrable", "off");
    wanted.put("exit_on_error", "off");
    wanted.put("DateStyle", "ISO, MDY");
    wanted.put("IntervalStyle", "postgres");
    wanted.put("TimeZone", "UTC");
    wanted.put("standard_conforming_strings", "on");
    wanted.put("bytea_output", "hex");
    wanted.put("extra_float_digits", "1");
    wanted.put("array_nulls", "on");
    wanted.put("transform_null_equals", "off");
    wanted.put("quote_all_identifiers", "off");
    wanted.put("check_function_bodies", "on");
    wanted.put("default_tablespace", "");
    wanted.put("temp_tablespaces", "");
    wanted.put("default_table_access_method", "heap");
    wanted.put("restrict_nonsystem_relation_kind", "");
    wanted.put("idle_session_timeout", "0");
    wanted.put("transaction_timeout", "0");
  }

  /**
   * Settings for daily work, under the database's own role. The timeouts free the locks of a
   * stopped process: no other waits longer, and its transaction is rolled back.
   *
   * @param answer how long one statement may take
   */
  static StoreSettings ofWork(Duration answer) {
    var settings = new StoreSettings(true);
    settings.wanted.put("lock_timeout", Long.toString(answer.toMillis() * 2 / 3));
    settings.wanted.put("statement_timeout", Long.toString(answer.toMillis()));
    settings.wanted.put("idle_in_transaction_session_timeout", "20000");
    return settings;
  }

  /** Settings for reading, under the user's own rights. */
  static StoreSettings ofReading(Duration answer) {
    var settings = new StoreSettings(false);
    settings.wanted.put("default_transaction_read_only", "on");
    settings.wanted.put("lock_timeout", Long.toString(answer.toMillis() * 2 / 3));
    settings.wanted.put("statement_timeout", Long.toString(answer.toMillis()));
    settings.wanted.put("idle_in_transaction_session_timeout", "20000");
    return settings;
  }

  /** Settings for migrations, whose statements may take any time. */
  static StoreSettings ofMigration() {
    var settings = new StoreSettings(false);
    settings.wanted.put("lock_timeout", "60000");
    settings.wanted.put("statement_timeout", "0");
    settings.wanted.put("idle_in_transaction_session_timeout", "0");
    return settings;
  }

  /**
   * Sets what differs in a new session, and checks that every setting then has its value.
   *
   * @throws SQLException when one has not
   */
  void apply(Connection connection) throws SQLException {
    Sql.execute(connection, "SET search_path = " + SEARCH_PATH);
    var role = isOfWork ? StoreRole.of(connection).quoted() : "NONE";
    Sql.execute(connection, "SET ROLE " + role);
    for (var name : differing(connection).keySet()) {
      set(connection, name);
    }
    var left = differing(connection);
    if (!left.isEmpty()) {
      throw unfit(left);
    }
  }

  /** The settings of a session that differ; those that the server's version lacks are left out. */
  private Map<String, String> differing(Connection connection) throws SQLException {
    var differing = new TreeMap<String, String>();
    try (var statement = connection.prepareStatement(READ)) {
      statement.setArray(1, connection.createArrayOf("text", wanted.keySet().toArray()));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          var name = Objects.requireNonNull(rows.getString("name"));
          var value = rows.getString("value");
          if (value != null && !isAsWanted(name, value)) {
            differing.put(name, value);
          }
        }
      }
    }
    return differing;
  }

  private boolean isAsWanted(String name, String value) {
    return value.equals(wanted.get(name))
        || (name.equals("synchronous_commit") && value.equals(STRICTER));
  }

  private void set(Connection connection, String name) throws SQLException {
    try (var statement = connection.prepareStatement(SET)) {
      statement.setString(1, name);
      statement.setString(2, wanted.get(name));
      statement.execute();
    } catch (SQLException e) {
      throw INSUFFICIENT_PRIVILEGE.equals(e.getSQLState()) ? unfit(differing(connection)) : e;
    }
  }

  private SQLException unfit(Map<String, String> differing) {
    var first = differing.entrySet().iterator().next();
    return new SQLException(
        "Its setting %s is '%s', must be '%s', and its user may not set it. Reset it where it was set: ALTER ROLE ... RESET %s, ALTER DATABASE ... RESET %s, or the server's configuration"
            .formatted(
                first.getKey(),
                first.getValue(),
                wanted.get(first.getKey()),
                first.getKey(),
                first.getKey()),
        UNFIT);
  }
}
