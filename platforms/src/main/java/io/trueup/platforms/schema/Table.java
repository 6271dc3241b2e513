package io.trueup.platforms.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A desired table.
 *
 * @param columns in the order that a new table gets
 * @param primaryKey names of columns in the key's order; empty when it has none
 * @param comment its comment in the catalog
 */
public record Table(
    ObjectName name,
    List<ColumnDefinition> columns,
    List<String> primaryKey,
    Physique physique,
    String comment) {

  /**
   * Properties that most tables do not have.
   *
   * @param partitioning null when it is not partitioned
   */
  public record Physique(
      List<Check> checks, List<Index> indexes, @Nullable Partitioning partitioning) {

    /** No such properties. */
    public static final Physique PLAIN = new Physique(List.of(), List.of(), null);

    public Physique {
      checks = List.copyOf(checks);
      indexes = List.copyOf(indexes);
    }
  }

  public Table {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  /** A table with columns and a key only. */
  public static Table of(
      ObjectName name, List<ColumnDefinition> columns, List<String> primaryKey, String comment) {
    return new Table(name, columns, primaryKey, Physique.PLAIN, comment);
  }
}
