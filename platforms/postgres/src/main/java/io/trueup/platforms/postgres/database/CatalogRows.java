package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.Grant;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.ViewAccess;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Reads values from rows of the catalog. */
final class CatalogRows {

  private CatalogRows() {}

  static String text(ResultSet row, String column) throws SQLException {
    var text = row.getString(column);
    if (text == null) {
      throw new IllegalStateException("The catalog's column '%s' is never null".formatted(column));
    }
    return text;
  }

  /** An array of texts; empty for null. */
  static List<String> texts(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    if (array == null) {
      return List.of();
    }
    return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }

  static ObjectName name(ResultSet row) throws SQLException {
    return new ObjectName(text(row, "schema_name"), text(row, "relation_name"));
  }

  /** A privilege with its grantor. */
  static ViewAccess.Entry entry(ResultSet row) throws SQLException {
    return new ViewAccess.Entry(
        text(row, "grantor"),
        row.getBoolean("is_grantor_ours"),
        row.getString("column_name"),
        grant(row));
  }

  /** The role number 0 stands for PUBLIC. */
  static Grant grant(ResultSet row) throws SQLException {
    return new Grant(
        row.getLong("grantee") == 0 ? Grant.PUBLIC : text(row, "role"),
        text(row, "privilege"),
        row.getBoolean("is_grantable"));
  }
}
