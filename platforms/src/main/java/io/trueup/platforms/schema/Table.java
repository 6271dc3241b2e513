package io.trueup.platforms.schema;

import java.util.List;

/**
 * A desired table.
 *
 * @param columns in the order that a new table gets
 * @param primaryKey names of columns in the key's order; empty when it has none
 * @param comment what the catalog is to say about it
 */
public record Table(
    ObjectName name, List<ColumnDefinition> columns, List<String> primaryKey, String comment) {

  public Table {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }
}
