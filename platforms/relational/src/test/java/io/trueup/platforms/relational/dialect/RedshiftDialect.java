package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Redshift. It notes keys and does not enforce them; a column's type is changed outside of
 * transactions.
 */
final class RedshiftDialect extends Dialect {

  RedshiftDialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  Rendering createSchema(String schema) {
    return sql("CREATE SCHEMA IF NOT EXISTS " + quote(schema));
  }

  @Override
  boolean hasChecks() {
    return false;
  }

  @Override
  Rendering addColumn(ObjectName name, ColumnDefinition column) {
    return !column.nullable() && column.defaultSql() == null
        ? cannot("adds no column that is never null and has no default")
        : super.addColumn(name, column);
  }

  @Override
  boolean widens(Widening widening) {
    return NativeNames.isSame(widening.from(), widening.to())
        && NativeNames.name(widening.to()).equals("VARCHAR");
  }

  @Override
  String widening(Widening widening) {
    return "ALTER COLUMN %s TYPE %s".formatted(quote(widening.column()), widening.to());
  }

  @Override
  Rendering dropNotNull(ObjectName name, String column) {
    return cannot("lets no column become nullable");
  }

  @Override
  Rendering setNotNull(ObjectName name, String column) {
    return cannot("lets no column become one that is never null");
  }

  @Override
  Rendering createIndex(SchemaChange.CreateIndex change) {
    return cannot("has no indexes");
  }

  @Override
  Rendering restoreOwner(ObjectName name, String owner) {
    return alter(name, "OWNER TO " + quote(owner));
  }

  @Override
  Rendering comment(ObjectName name, Relation.Kind kind, @Nullable String text) {
    return sql(
        "COMMENT ON %s %s IS %s"
            .formatted(kind == Relation.Kind.VIEW ? "VIEW" : "TABLE", quote(name), literal(text)));
  }

  @Override
  String grantee(String role) {
    return role.equals("PUBLIC") ? role : "ROLE " + quote(role);
  }

  @Override
  Rendering grantUsage(String schema, String role) {
    return sql("GRANT USAGE ON SCHEMA %s TO %s".formatted(quote(schema), grantee(role)));
  }

  @Override
  Rendering revokeUsage(String schema, String role) {
    return sql("REVOKE USAGE ON SCHEMA %s FROM %s".formatted(quote(schema), grantee(role)));
  }

  @Override
  String literal(@Nullable String text) {
    return escaped(text, "''");
  }
}
