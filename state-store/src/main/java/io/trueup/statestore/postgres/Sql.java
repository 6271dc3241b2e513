package io.trueup.statestore.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs single statements on a connection, outside the store's transactions. */
final class Sql {

  private Sql() {}

  /** A name quoted for SQL. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of all rows. */
  static List<String> texts(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      var texts = new ArrayList<String>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(String.valueOf(rows.getString(1)));
        }
      }
      return texts;
    }
  }

  /** The first column of the only row. */
  static String text(Connection connection, String sql, String... parameters) throws SQLException {
    return texts(connection, sql, parameters).getFirst();
  }

  static boolean isTrue(Connection connection, String sql, String... parameters)
      throws SQLException {
    return text(connection, sql, parameters).equals("t");
  }
}
