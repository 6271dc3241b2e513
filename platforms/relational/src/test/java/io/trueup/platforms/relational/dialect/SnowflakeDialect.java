package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import org.jspecify.annotations.Nullable;

/** Snowflake. It notes keys and does not enforce them. */
final class SnowflakeDialect extends Dialect {

  SnowflakeDialect(ContainerRules rules) {
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
  boolean widens(Widening widening) {
    return NativeNames.hasMoreDigits(widening.from(), widening.to())
        || (NativeNames.isSame(widening.from(), widening.to())
            && NativeNames.name(widening.to()).equals("VARCHAR"));
  }

  @Override
  Rendering createIndex(SchemaChange.CreateIndex change) {
    return cannot("has no indexes");
  }

  @Override
  Rendering restoreOwner(ObjectName name, String owner) {
    return sql(
        "GRANT OWNERSHIP ON VIEW %s TO ROLE %s COPY CURRENT GRANTS"
            .formatted(quote(name), quote(owner)));
  }

  @Override
  Rendering comment(ObjectName name, Relation.Kind kind, @Nullable String text) {
    return sql(
        "COMMENT ON %s %s IS %s"
            .formatted(kind == Relation.Kind.VIEW ? "VIEW" : "TABLE", quote(name), literal(text)));
  }

  @Override
  String granted(ObjectName view) {
    return "VIEW " + quote(view);
  }

  @Override
  String grantee(String role) {
    return "ROLE " + (role.equals("PUBLIC") ? role : quote(role));
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
