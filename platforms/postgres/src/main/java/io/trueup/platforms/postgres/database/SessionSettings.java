package io.trueup.platforms.postgres.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings that every session of a container must have, in spite of its server, database or
 * role: they decide what a name in a statement means, how the catalog spells definitions, and what
 * a new table is. A session that cannot have them is refused before anything is read. Safe for any
 * thread.
 */
final class SessionSettings {

  /** The SQLSTATE for a configuration error, which Postgres reports to no session. */
  static final String UNFIT = "F0000";

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** Utility statements look up no names; the queries after them then use Postgres' functions. */
  private static final String FIRST = "SET search_path = pg_catalog, pg_temp; SET ROLE NONE";

  private static final String READ =
      """
      SELECT w.name, coalesce(s.setting, pg_catalog.current_setting(w.name, true)) AS value
        FROM pg_catalog.unnest(?::pg_catalog.text[]) AS w (name)
        LEFT JOIN pg_catalog.pg_settings s ON s.name OPERATOR(pg_catalog.=) w.name
      """;

  private static final String SET = "SELECT pg_catalog.set_config(?, ?, false)";

  /** Only for the messages that people read: failures are distinguished by SQLSTATE. */
  private static final String MESSAGES = "lc_messages";

  private final Map<String, String> wanted;

  private SessionSettings(Map<String, String> wanted) {
    this.wanted = wanted;
  }

  /** The settings for an environment, with its timeouts. */
  static SessionSettings of(ContainerEnvironment environment) {
    var wanted = new LinkedHashMap<String, String>();
    wanted.put("search_path", "pg_catalog, pg_temp");
    wanted.put("role", "none");
    wanted.put("session_replication_role", "origin");
    spelling(wanted);
    storing(wanted);
    transactions(wanted);
    wanted.put("lock_timeout", milliseconds(environment.lockTimeout().toMillis()));
    wanted.put("statement_timeout", milliseconds(environment.statementTimeout().toMillis()));
    wanted.put("idle_in_transaction_session_timeout", "60000");
    wanted.put("idle_session_timeout", "0");
    wanted.put("transaction_timeout", "0");
    return new SessionSettings(wanted);
  }

  /** How the catalog spells definitions, and what literals mean. */
  private static void spelling(Map<String, String> wanted) {
    wanted.put("quote_all_identifiers", "off");
    wanted.put("DateStyle", "ISO, MDY");
    wanted.put("IntervalStyle", "postgres");
    wanted.put("TimeZone", "UTC");
    wanted.put("standard_conforming_strings", "on");
    wanted.put("bytea_output", "hex");
    wanted.put("extra_float_digits", "1");
    wanted.put("array_nulls", "on");
    wanted.put("transform_null_equals", "off");
    wanted.put("xmloption", "content");
  }

  /** Where and how new tables are stored, and what is checked when they are created. */
  private static void storing(Map<String, String> wanted) {
    wanted.put("default_tablespace", "");
    wanted.put("default_table_access_method", "heap");
    wanted.put("temp_tablespaces", "");
    wanted.put("check_function_bodies", "on");
    wanted.put("createrole_self_grant", "");
    wanted.put("restrict_nonsystem_relation_kind", "");
  }

  /** An error is better than a result with fewer rows than exist. */
  private static void transactions(Map<String, String> wanted) {
    wanted.put("row_security", "off");
    wanted.put("default_transaction_isolation", "read committed");
    wanted.put("default_transaction_read_only", "off");
    wanted.put("default_transaction_deferrable", "off");
    wanted.put("exit_on_error", "off");
  }

  private static String milliseconds(long count) {
    return Long.toString(Math.max(1, count));
  }

  /**
   * Sets the settings that differ in a new session, and checks that all are set.
   *
   * @throws SQLException {@link #UNFIT} when one cannot be set
   */
  void prepare(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(FIRST);
    }
    var others = differing(connection);
    if (others.isEmpty()) {
      return;
    }
    for (var name : others.keySet()) {
      set(connection, name);
    }
    var left = differing(connection);
    left.remove(MESSAGES);
    if (!left.isEmpty()) {
      throw unfit(left, null);
    }
  }

  /** The settings of a session that differ, except those that its server version lacks. */
  private Map<String, String> differing(Connection connection) throws SQLException {
    var differing = new TreeMap<String, String>();
    var names = new TreeMap<>(wanted);
    names.put(MESSAGES, "C");
    try (var statement = connection.prepareStatement(READ)) {
      statement.setArray(1, connection.createArrayOf("text", names.keySet().toArray()));
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
    return name.equals(MESSAGES) ? isEnglish(value) : value.equals(wanted.get(name));
  }

  private static boolean isEnglish(String locale) {
    return locale.equals("C")
        || locale.startsWith("C.")
        || locale.equals("POSIX")
        || locale.startsWith("en_")
        || locale.startsWith("English");
  }

  private void set(Connection connection, String name) throws SQLException {
    try (var statement = connection.prepareStatement(SET)) {
      statement.setString(1, name);
      statement.setString(2, wanted.getOrDefault(name, "C"));
      statement.execute();
    } catch (SQLException e) {
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      if (!name.equals(MESSAGES)) {
        throw unfit(differing(connection), e);
      }
    }
  }

  private SQLException unfit(Map<String, String> differing, @Nullable SQLException cause) {
    var first = differing.entrySet().iterator().next();
    return new SQLException(
        "its setting %s is '%s', must be '%s', and its user may not set it. Reset it where it was set: ALTER ROLE ... RESET %s, ALTER DATABASE ... RESET %s, or the server's configuration"
            .formatted(
                first.getKey(),
                first.getValue(),
                wanted.get(first.getKey()),
                first.getKey(),
                first.getKey()),
        UNFIT,
        cause);
  }
}
