package io.trueup.platforms.relational.schema;

import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Postgres's SQL for schema changes. Identifiers are always quoted, so reserved words need no care.
 * Pure.
 */
public final class PostgresSql {

  private PostgresSql() {}

  /** The statement for a change, without a semicolon. */
  public static String render(SchemaChange change) {
    return switch (change) {
      // Without IF NOT EXISTS: it must fail when another installation has created it meanwhile.
      case SchemaChange.CreateSchema(var schema) -> "CREATE SCHEMA " + identifier(schema);
      case SchemaChange.CommentSchema(var schema, var text) ->
          "COMMENT ON SCHEMA %s IS %s"
              .formatted(identifier(schema), text.isEmpty() ? "NULL" : literal(text));
      case SchemaChange.CreateRole(var role) -> "CREATE ROLE " + role(role) + " NOLOGIN";
      case SchemaChange.CommentRole(var role, var text) ->
          "COMMENT ON ROLE %s IS %s".formatted(role(role), text.isEmpty() ? "NULL" : literal(text));
      case SchemaChange.CreateTable(var table) -> createTable(table);
      case SchemaChange.CreatePartition(var name, var table, var remainder, var modulus) ->
          "CREATE TABLE %s PARTITION OF %s FOR VALUES WITH (MODULUS %d, REMAINDER %d)"
              .formatted(identifier(name), identifier(table), modulus, remainder);
      case SchemaChange.AddColumn(var name, var column) ->
          alter(name, "ADD COLUMN " + element(column));
      case SchemaChange.WidenColumns(var name, var widenings) ->
          alter(name, widenings.stream().map(PostgresSql::widen).collect(Collectors.joining(", ")));
      case SchemaChange.DropNotNull(var name, var column) ->
          alter(name, "ALTER COLUMN %s DROP NOT NULL".formatted(identifier(column)));
      case SchemaChange.SetNotNull(var name, var column) ->
          alter(name, "ALTER COLUMN %s SET NOT NULL".formatted(identifier(column)));
      case SchemaChange.AddCheck(var name, var check) ->
          alter(name, "ADD " + constraint(check) + " NOT VALID");
      case SchemaChange.ValidateCheck(var name, var check) ->
          alter(name, "VALIDATE CONSTRAINT " + identifier(check));
      case SchemaChange.DropCheck(var name, var check) ->
          alter(name, "DROP CONSTRAINT " + identifier(check));
      case SchemaChange.CreateIndex(var name, var index, var isConcurrent) ->
          "CREATE %sINDEX %s%s ON %s (%s)"
              .formatted(
                  index.isUnique() ? "UNIQUE " : "",
                  isConcurrent ? "CONCURRENTLY " : "",
                  identifier(index.name()),
                  identifier(name),
                  identifiers(index.columns()));
      case SchemaChange.DropInvalidIndex(var name, var index) ->
          "DROP INDEX CONCURRENTLY " + identifier(new ObjectName(name.schema(), index));
      case SchemaChange.AddPrimaryKey(var name, var columns, var index) ->
          alter(
              name,
              index == null
                  ? "ADD PRIMARY KEY (" + identifiers(columns) + ")"
                  : "ADD PRIMARY KEY USING INDEX " + identifier(index));
      case SchemaChange.CreateView(var view) -> view("CREATE VIEW", view);
      case SchemaChange.ReplaceView(var view) -> view("CREATE OR REPLACE VIEW", view);
      case SchemaChange.DropView(var name) -> "DROP VIEW " + identifier(name);
      case SchemaChange.RestoreView(var name, var columns, var definition) ->
          "CREATE VIEW %s (%s)%s AS %s"
              .formatted(
                  identifier(name),
                  identifiers(columns),
                  options(definition.options()),
                  definition.query());
      case SchemaChange.RestoreOwner(var name, var owner) ->
          "ALTER VIEW %s OWNER TO %s".formatted(identifier(name), role(owner));
      case SchemaChange.Comment(var name, var kind, var text) ->
          "COMMENT ON %s %s IS %s".formatted(kind.keyword(), identifier(name), text(text));
      case SchemaChange.CommentColumn(var name, var column, var text) ->
          "COMMENT ON COLUMN %s.%s IS %s"
              .formatted(identifier(name), identifier(column), text(text));
      case SchemaChange.GrantOn(var name, var grant) ->
          "GRANT %s ON %s TO %s%s"
              .formatted(
                  grant.privilege(),
                  identifier(name),
                  role(grant.role()),
                  grant.isGrantable() ? " WITH GRANT OPTION" : "");
      case SchemaChange.GrantOnColumn(var name, var column, var grant) ->
          "GRANT %s (%s) ON %s TO %s%s"
              .formatted(
                  grant.privilege(),
                  identifier(column),
                  identifier(name),
                  role(grant.role()),
                  grant.isGrantable() ? " WITH GRANT OPTION" : "");
      case SchemaChange.ActAs(_, var role) ->
          "SET LOCAL ROLE " + (role == null ? "NONE" : identifier(role));
      case SchemaChange.SecurityLabel(var name, var column, var provider, var text) ->
          "SECURITY LABEL FOR %s ON %s IS %s"
              .formatted(
                  identifier(provider),
                  column == null
                      ? "VIEW " + identifier(name)
                      : "COLUMN %s.%s".formatted(identifier(name), identifier(column)),
                  literal(text));
      case SchemaChange.GrantUsage(var schema, var role) ->
          "GRANT USAGE ON SCHEMA %s TO %s".formatted(identifier(schema), role(role));
      case SchemaChange.RevokeOn(var name, var role) ->
          "REVOKE ALL ON %s FROM %s".formatted(identifier(name), role(role));
      case SchemaChange.RevokeUsage(var schema, var role) ->
          "REVOKE USAGE ON SCHEMA %s FROM %s".formatted(identifier(schema), role(role));
      case SchemaChange.DropRole(var role) -> "DROP ROLE " + role(role);
      case SchemaChange.DropRelation(var name, var kind) ->
          "DROP %s %s".formatted(kind.keyword(), identifier(name));
      case SchemaChange.DropEmptySchema(var schema) -> "DROP SCHEMA " + identifier(schema);
    };
  }

  private static String createTable(DesiredTable table) {
    var key = table.primaryKey();
    var elements =
        Stream.of(
                table.columns().stream().map(PostgresSql::element),
                key.isEmpty()
                    ? Stream.<String>empty()
                    : Stream.of("PRIMARY KEY (" + identifiers(key) + ")"),
                table.options().checks().stream().map(PostgresSql::constraint))
            .flatMap(it -> it)
            .collect(Collectors.joining(", "));
    var partitioning = table.options().partitioning();
    return "CREATE TABLE %s (%s)%s"
        .formatted(
            identifier(table.name()),
            elements,
            partitioning == null
                ? ""
                : " PARTITION BY HASH (" + identifiers(partitioning.columns()) + ")");
  }

  /**
   * The WITH at the top makes Postgres refuse writes through the view. Postgres still inlines it,
   * so that a look-up by key uses the index.
   */
  private static String view(String verb, DesiredView view) {
    return "%s %s (%s)%s AS %s"
        .formatted(
            verb, identifier(view.name()), columns(view), options(view.options()), viewQuery(view));
  }

  /**
   * A query that reads a relation and returns no column: after a transaction has analyzed it, no
   * other session can change the relation.
   */
  public static String emptyQuery(ObjectName relation) {
    return "SELECT FROM " + identifier(relation);
  }

  private static String options(List<String> options) {
    return options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ")";
  }

  /** The query of a view. */
  static String viewQuery(DesiredView view) {
    var list = columns(view);
    var condition = view.condition() == null ? "" : " WHERE " + view.condition();
    return "WITH merged AS (SELECT %s FROM %s%s) SELECT %s FROM merged"
        .formatted(list, identifier(view.source()), condition, list);
  }

  private static String columns(DesiredView view) {
    return identifiers(view.columns().stream().map(ColumnDefinition::name).toList());
  }

  private static String alter(ObjectName table, String what) {
    return "ALTER TABLE %s %s".formatted(identifier(table), what);
  }

  private static String widen(Widening widening) {
    return "ALTER COLUMN %s TYPE %s%s"
        .formatted(identifier(widening.column()), widening.to(), collation(widening.collation()));
  }

  private static String constraint(CheckConstraint check) {
    return "CONSTRAINT %s CHECK (%s)".formatted(identifier(check.name()), check.condition());
  }

  private static String element(ColumnDefinition column) {
    return identifier(column.name())
        + " "
        + column.type()
        + collation(column.collation())
        + (column.defaultSql() == null ? "" : " DEFAULT " + column.defaultSql())
        + (column.nullable() ? "" : " NOT NULL");
  }

  private static String collation(@Nullable String collation) {
    return collation == null ? "" : " COLLATE " + identifier(collation);
  }

  private static String identifiers(List<String> names) {
    return names.stream().map(PostgresSql::identifier).collect(Collectors.joining(", "));
  }

  static String identifier(ObjectName name) {
    return identifier(name.schema()) + "." + identifier(name.name());
  }

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String role(String role) {
    return role.equals(Grant.PUBLIC) ? role : identifier(role);
  }

  private static String text(@Nullable String text) {
    return text == null ? "NULL" : literal(text);
  }

  /** A literal that does not depend on {@code standard_conforming_strings}. */
  static String literal(String text) {
    var quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted;
  }
}
