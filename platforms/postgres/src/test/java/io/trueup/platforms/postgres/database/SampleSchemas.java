package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import java.util.List;
import java.util.stream.Stream;

/** Small schemas for tests, written as text. */
final class SampleSchemas {

  static final ObjectName CUSTOMERS = new ObjectName("live", "customers");
  static final ObjectName SHOWN = new ObjectName("live__w", "customers");

  private SampleSchemas() {}

  /** A column such as {@code name text not null}. */
  static ColumnDefinition column(String text) {
    var at = text.indexOf(' ');
    var type = text.substring(at + 1);
    return ColumnDefinition.of(
        text.substring(0, at), type.replace(" not null", ""), !type.endsWith(" not null"));
  }

  static List<ColumnDefinition> columns(String... texts) {
    return Stream.of(texts).map(SampleSchemas::column).toList();
  }

  /** A table whose key is {@code id}. */
  static DesiredTable table(ObjectName name, String... columns) {
    return DesiredTable.of(
        name,
        Stream.concat(Stream.of(column("id integer not null")), columns(columns).stream()).toList(),
        List.of("id"),
        "a table");
  }

  static DesiredTable table(DesiredTable.TableOptions physique, String... columns) {
    var plain = table(CUSTOMERS, columns);
    return new DesiredTable(
        plain.name(), plain.columns(), plain.primaryKey(), physique, plain.comment());
  }

  static DesiredSchema customers(String... columns) {
    return DesiredSchema.of(List.of(table(CUSTOMERS, columns)), List.of());
  }

  /** The table and a view of all its columns. */
  static DesiredSchema shown(String... columns) {
    var table = table(CUSTOMERS, columns);
    return DesiredSchema.of(
        List.of(table),
        List.of(new DesiredView(SHOWN, CUSTOMERS, table.columns(), null, "a view")));
  }

  static DesiredSchema of(DesiredTable... tables) {
    return DesiredSchema.of(List.of(tables), List.of());
  }
}
