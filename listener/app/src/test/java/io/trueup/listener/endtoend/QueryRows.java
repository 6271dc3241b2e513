package io.trueup.listener.endtoend;

import io.trueup.statestore.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of queries as texts, with columns joined by {@code |}. */
final class QueryRows {

  private QueryRows() {}

  /** The rows of a query. */
  static List<String> of(TestDatabase database, String query) {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var texts = new ArrayList<String>();
      var width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (var column = 1; column <= width; column++) {
          row.add(String.valueOf(rows.getString(column)));
        }
        texts.add(String.join("|", row));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot ask: " + query, e);
    }
  }

  /** The only value of a query. */
  static String one(TestDatabase database, String query) {
    return of(database, query).getFirst();
  }
}
