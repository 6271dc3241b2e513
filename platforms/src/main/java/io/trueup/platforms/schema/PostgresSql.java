package io.trueup.platforms.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Renders changes in Postgres's SQL. Identifiers are always quoted, so reserved words need no care.
 */
final class PostgresSql {

  private PostgresSql() {}

  static String render(SchemaChange.Statement change) {
    return switch (change) {
      case SchemaChange.CreateSchema(var schema) ->
          "CREATE SCHEMA IF NOT EXISTS " + identifier(schema);
      case SchemaChange.CreateTable(var name, var columns, var key) ->
          "CREATE TABLE %s (%s)".formatted(identifier(name), tableElements(columns, key));
      case SchemaChange.AddColumn(var name, var column) ->
          "ALTER TABLE %s ADD COLUMN %s".formatted(identifier(name), element(column));
      case SchemaChange.CreateView(var name, var source, var columns) ->
          view("CREATE VIEW", name, source, columns);
      case SchemaChange.ReplaceView(var name, var source, var columns) ->
          view("CREATE OR REPLACE VIEW", name, source, columns);
      case SchemaChange.Comment(var name, var kind, var text) ->
          "COMMENT ON %s %s IS %s".formatted(kind.keyword(), identifier(name), literal(text));
    };
  }

  /**
   * The WITH at the top makes Postgres refuse to write through the view; it folds the query into
   * the reader's all the same, so that a look-up by key stays one.
   */
  private static String view(
      String verb, ObjectName name, ObjectName source, List<ColumnDefinition> columns) {
    var list = identifiers(columns.stream().map(ColumnDefinition::name).toList());
    return "%s %s (%s) AS WITH merged AS (SELECT %s FROM %s) SELECT %s FROM merged"
        .formatted(verb, identifier(name), list, list, identifier(source), list);
  }

  private static String tableElements(List<ColumnDefinition> columns, List<String> key) {
    var elements = columns.stream().map(PostgresSql::element).collect(Collectors.joining(", "));
    return key.isEmpty() ? elements : elements + ", PRIMARY KEY (" + identifiers(key) + ")";
  }

  private static String element(ColumnDefinition column) {
    return identifier(column.name()) + " " + column.type() + (column.nullable() ? "" : " NOT NULL");
  }

  private static String identifiers(List<String> names) {
    return names.stream().map(PostgresSql::identifier).collect(Collectors.joining(", "));
  }

  private static String identifier(ObjectName name) {
    return identifier(name.schema()) + "." + identifier(name.name());
  }

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Means the same whatever {@code standard_conforming_strings} says. */
  static String literal(String text) {
    var quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted;
  }
}
