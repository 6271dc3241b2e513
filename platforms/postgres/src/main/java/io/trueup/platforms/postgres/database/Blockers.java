package io.trueup.platforms.postgres.database;

import io.trueup.platforms.postgres.database.ContainerPools.ContainerPool;
import io.trueup.platforms.relational.schema.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the sessions that block another one, on a connection of its own. */
final class Blockers {

  private static final Logger LOG = LoggerFactory.getLogger(Blockers.class);
  private static final int LONGEST_QUERY = 120;

  /** Strings in all their spellings, and numbers. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "\\$(\\w*)\\$.*?(?:\\$\\1\\$|$)|'(?:[^']|'')*(?:'|$)|(?<![\\w\"])\\d[\\d.]*",
          Pattern.DOTALL);

  private static final String BLOCKING =
      """
      SELECT a.pid,
             a.usename AS user_name,
             a.application_name,
             a.state,
             pg_catalog.to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC',
                     'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
             a.query
        FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(?)) AS b (pid)
        JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
       ORDER BY a.xact_start NULLS LAST, a.pid
       LIMIT 3
      """;

  private static final String HOLDING =
      """
      SELECT a.pid,
             a.usename AS user_name,
             a.application_name,
             a.state,
             pg_catalog.to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC',
                     'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
             a.query
        FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory'
         AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
         AND (l.classid::bigint << 32) + l.objid::bigint >= ?
         AND (l.classid::bigint << 32) + l.objid::bigint < ?
         AND l.granted
       ORDER BY a.xact_start NULLS LAST, a.pid
       LIMIT 3
      """;

  /** Nearly every lock on a relation conflicts with the locks that its changes take. */
  private static final String LOCKING =
      """
      SELECT a.pid,
             a.usename AS user_name,
             a.application_name,
             a.state,
             pg_catalog.to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC',
                     'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
             a.query
        FROM pg_catalog.pg_stat_activity a
       WHERE a.pid <> pg_catalog.pg_backend_pid()
         AND a.pid IN (SELECT l.pid
                         FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.name[]), pg_catalog.unnest(?::pg_catalog.name[])) AS w (schema_name, relation_name)
                         JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
                         JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.relation_name
                         JOIN pg_catalog.pg_locks l ON l.relation = c.oid AND l.granted
                         JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = pg_catalog.current_database())
       ORDER BY a.xact_start NULLS LAST, a.pid
       LIMIT 3
      """;

  private Blockers() {}

  /**
   * The sessions that a session waits for, as text for people: an empty text when there are none or
   * the server does not show them, nothing when the server does not answer.
   */
  static Optional<String> of(ContainerPool pool, int pid) {
    return asked(pool, BLOCKING, pid);
  }

  /** The sessions that hold a lock on any of some relations. */
  static String locking(ContainerPool pool, Collection<ObjectName> relations) {
    return ask(
        pool,
        LOCKING,
        relations.stream().map(ObjectName::schema).toArray(String[]::new),
        relations.stream().map(ObjectName::name).toArray(String[]::new));
  }

  /** The sessions that hold an advisory lock of a range. */
  static String holding(ContainerPool pool, long first, int count) {
    return ask(pool, HOLDING, first, first + count);
  }

  /** Cancels the statement of a session, if the server can be reached. */
  static void cancel(ContainerPool pool, int pid) {
    try (var connection = connect(pool);
        var statement = connection.prepareStatement("SELECT pg_catalog.pg_cancel_backend(?)")) {
      statement.setInt(1, pid);
      statement.execute();
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("Cannot cancel a statement", e);
    }
  }

  private static String ask(ContainerPool pool, String sql, Object... parameters) {
    return asked(pool, sql, parameters).orElse("");
  }

  private static Optional<String> asked(ContainerPool pool, String sql, Object... parameters) {
    try (var connection = connect(pool);
        var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < parameters.length; i++) {
        if (parameters[i] instanceof String[] texts) {
          statement.setArray(i + 1, connection.createArrayOf("text", texts));
        } else {
          statement.setObject(i + 1, parameters[i]);
        }
      }
      var found = new ArrayList<String>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              "pid %d (user '%s', application '%s', %s, since %s, query: %s)"
                  .formatted(
                      rows.getInt("pid"),
                      rows.getString("user_name"),
                      rows.getString("application_name"),
                      shown(rows.getString("state")),
                      shown(rows.getString("since")),
                      shortened(shown(rows.getString("query")))));
        }
      }
      connection.rollback();
      return Optional.of(String.join(", ", found));
    } catch (SQLException e) {
      LOG.debug("Cannot find the blocking sessions", e);
      return isAnswer(e) ? Optional.of("") : Optional.empty();
    }
  }

  /** A pool whose connections are all in use does not show that the server is gone. */
  private static Connection connect(ContainerPool pool) throws SQLException {
    try {
      return pool.connections().getConnection();
    } catch (SQLException e) {
      if (isAnswer(e) || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return pool.extraLogin().open();
    }
  }

  /** Whether the server itself refused, and so is reachable. */
  private static boolean isAnswer(SQLException failure) {
    var state = failure.getSQLState();
    return state != null && !state.startsWith("08");
  }

  /** Postgres shows the statements of other users to members of pg_read_all_stats only. */
  private static String shown(@Nullable String text) {
    return text == null ? "not shown" : text;
  }

  /** A query in one line, without literals, which may be secret. */
  static String shortened(String query) {
    var text = LITERAL.matcher(query).replaceAll("?").strip().replaceAll("\\s+", " ");
    return text.length() <= LONGEST_QUERY ? text : text.substring(0, LONGEST_QUERY) + "…";
  }
}
