package io.trueup.platforms.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A desired table.
 *
 * @param columns in the order that a new table gets
 * @param primaryKey names of columns in the key's order; empty when it has none
 * @param comment what the catalog is to say about it
 */
public record Table(
    ObjectName name,
    List<ColumnDefinition> columns,
    List<String> primaryKey,
    Physique physique,
    String comment) {

  /**
   * What most tables have none of.
   *
   * @param partitioning null when it is not divided
   */
  public record Physique(
      List<Check> checks, List<Index> indexes, @Nullable Partitioning partitioning) {

    /** None of it. */
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

  /** A table with nothing but columns and a key. */
  public static Table of(
      ObjectName name, List<ColumnDefinition> columns, List<String> primaryKey, String comment) {
    return new Table(name, columns, primaryKey, Physique.PLAIN, comment);
  }
}
