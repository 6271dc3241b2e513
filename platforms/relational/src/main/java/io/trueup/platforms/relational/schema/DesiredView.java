package io.trueup.platforms.relational.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A desired read-only view of some columns of one table.
 *
 * @param source the table that it shows
 * @param columns in the order that a new view gets
 * @param condition which rows it shows, in SQL; null for all
 * @param comment its comment in the catalog
 * @param options such as {@code security_barrier=true}: an existing view keeps its own; a new one
 *     has none
 */
public record DesiredView(
    ObjectName name,
    ObjectName source,
    List<ColumnDefinition> columns,
    @Nullable String condition,
    String comment,
    List<String> options) {

  public DesiredView {
    columns = columns.stream().map(ColumnDefinition::asViewed).toList();
    options = List.copyOf(options);
  }

  /** A view without options. */
  public DesiredView(
      ObjectName name,
      ObjectName source,
      List<ColumnDefinition> columns,
      @Nullable String condition,
      String comment) {
    this(name, source, columns, condition, comment, List.of());
  }
}
