package io.trueup.listener.lab.bench;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.postgres.database.SchemaTask;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.SchemaPlanner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A benchmark's node with one table. */
record TableTask(NodeKey node, DesiredTable table) implements SchemaTask {

  static final int COLUMNS = 20;

  private static final List<String> TYPES =
      List.of(
          "bigint",
          "character varying(40)",
          "numeric(12,2)",
          "timestamp(3) without time zone",
          "date",
          "text",
          "boolean");

  /** The task with this number. */
  static TableTask numbered(int number) {
    return of(number, COLUMNS);
  }

  private static TableTask of(int number, int columns) {
    return new TableTask(
        NodeKey.ingest("Live", "Store", "table_" + number),
        DesiredTable.of(
            new ObjectName("live", "table_" + number),
            IntStream.range(0, columns).mapToObj(i -> column(number, i)).toList(),
            List.of("id"),
            "Table %d of many".formatted(number)));
  }

  private static ColumnDefinition column(int number, int column) {
    return column == 0
        ? ColumnDefinition.of("id", "bigint", false)
        : ColumnDefinition.of(
            "column_" + column, TYPES.get((number + column) % TYPES.size()), true);
  }

  /** The same with one more column. */
  TableTask withExtraColumn() {
    var columns = new ArrayList<>(table.columns());
    columns.add(ColumnDefinition.of("more", "text", true));
    return new TableTask(
        node, DesiredTable.of(table.name(), columns, table.primaryKey(), table.comment()));
  }

  ObjectName name() {
    return table.name();
  }

  @Override
  public SortedSet<ObjectName> relations() {
    return new TreeSet<>(List.of(table.name()));
  }

  @Override
  public SortedSet<String> roles() {
    return Collections.emptySortedSet();
  }

  @Override
  public SchemaPlan plan(ActualSchema actual) {
    return SchemaPlanner.plan(DesiredSchema.of(List.of(table), List.of()), actual);
  }
}
