package io.trueup.platforms.relational.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A desired table.
 *
 * @param columns in the order that a new table gets
 * @param primaryKey names of columns in the key's order; empty when it has none
 * @param comment its comment in the catalog
 */
public record DesiredTable(
    ObjectName name,
    List<ColumnDefinition> columns,
    List<String> primaryKey,
    TableOptions options,
    String comment) {

  /**
   * Properties that most tables do not have.
   *
   * @param partitioning null when it is not partitioned
   */
  public record TableOptions(
      List<CheckConstraint> checks, List<TableIndex> indexes, @Nullable Partitioning partitioning) {

    /** No such properties. */
    public static final TableOptions PLAIN = new TableOptions(List.of(), List.of(), null);

    public TableOptions {
      checks = List.copyOf(checks);
      indexes = List.copyOf(indexes);
    }
  }

  public DesiredTable {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  /** A table with columns and a key only. */
  public static DesiredTable of(
      ObjectName name, List<ColumnDefinition> columns, List<String> primaryKey, String comment) {
    return new DesiredTable(name, columns, primaryKey, TableOptions.PLAIN, comment);
  }
}
