package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** BigQuery. It notes keys and does not enforce them; who may read is told to IAM. */
final class BigQueryDialect extends Dialect {

  /** What each type can become in place, beside more of itself. */
  private static final Map<String, Set<String>> WIDER =
      Map.of(
          "INT64", Set.of("NUMERIC", "BIGNUMERIC", "FLOAT64"),
          "NUMERIC", Set.of("NUMERIC", "BIGNUMERIC", "FLOAT64"),
          "BIGNUMERIC", Set.of("BIGNUMERIC", "FLOAT64"),
          "DATE", Set.of("DATETIME"),
          "STRING", Set.of("STRING"),
          "BYTES", Set.of("BYTES"));

  BigQueryDialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  public Rendering render(SchemaChange change) {
    return change instanceof SchemaChange.CreateRole || change instanceof SchemaChange.DropRole
        ? cannot("has no roles of its own")
        : super.render(change);
  }

  @Override
  Rendering createSchema(String schema) {
    return sql("CREATE SCHEMA IF NOT EXISTS " + quote(schema));
  }

  @Override
  String keyEnd() {
    return " NOT ENFORCED";
  }

  @Override
  boolean hasChecks() {
    return false;
  }

  @Override
  Rendering addColumn(ObjectName name, ColumnDefinition column) {
    if (!column.nullable()) {
      return cannot("adds no column that is never null");
    }
    return column.defaultSql() == null
        ? super.addColumn(name, column)
        : cannot("adds no column with a default");
  }

  @Override
  boolean widens(Widening widening) {
    return WIDER
        .getOrDefault(NativeNames.name(widening.from()), Set.of())
        .contains(NativeNames.name(widening.to()));
  }

  @Override
  Rendering setNotNull(ObjectName name, String column) {
    return cannot("lets no column become one that is never null");
  }

  @Override
  Rendering createIndex(SchemaChange.CreateIndex change) {
    return cannot("has no indexes of columns");
  }

  @Override
  Rendering comment(ObjectName name, Relation.Kind kind, @Nullable String text) {
    return sql(
        "ALTER %s %s SET OPTIONS (description = %s)"
            .formatted(kind == Relation.Kind.VIEW ? "VIEW" : "TABLE", quote(name), literal(text)));
  }

  @Override
  Rendering commentColumn(ObjectName name, String column, @Nullable String text) {
    return alter(
        name,
        "ALTER COLUMN %s SET OPTIONS (description = %s)".formatted(quote(column), literal(text)));
  }

  @Override
  Rendering grant(SchemaChange.GrantOn change) {
    return iam();
  }

  @Override
  Rendering grantUsage(String schema, String role) {
    return iam();
  }

  @Override
  Rendering revoke(ObjectName name, String role) {
    return iam();
  }

  @Override
  Rendering revokeUsage(String schema, String role) {
    return iam();
  }

  private Rendering iam() {
    return cannot("knows no roles of databases; its access is granted to principals of IAM");
  }

  @Override
  String literal(@Nullable String text) {
    return escaped(text, "\\'");
  }
}
