package io.trueup.platforms.schema;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds under one name.
 *
 * @param columns in their order
 * @param primaryKey names of columns in the key's order; empty when it has none
 * @param comment null when it has none
 */
public record Relation(
    Kind kind, List<ColumnDefinition> columns, List<String> primaryKey, @Nullable String comment) {

  /** The kinds of relation that matter here. */
  public enum Kind {
    TABLE,
    VIEW,
    /** An index, a sequence, a foreign table and whatever else shares the tables' names. */
    OTHER;

    /** The keyword in SQL, and the word for people. */
    String keyword() {
      return this == OTHER ? "RELATION" : name().toUpperCase(Locale.ROOT);
    }
  }

  public Relation {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  Relation withComment(String text) {
    return new Relation(kind, columns, primaryKey, text);
  }
}
