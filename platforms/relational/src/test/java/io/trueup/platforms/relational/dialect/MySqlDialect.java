package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import org.jspecify.annotations.Nullable;

/**
 * MySQL. A change of a column states all of it anew, which a change that names a part of it cannot.
 */
final class MySqlDialect extends Dialect {

  MySqlDialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  Rendering createSchema(String schema) {
    return sql("CREATE SCHEMA IF NOT EXISTS " + quote(schema));
  }

  @Override
  Rendering dropSchema(String schema) {
    return cannot("drops a schema with all that lies in it, and cannot be told not to");
  }

  @Override
  String partition(DesiredTable table) {
    var partitioning = table.options().partitioning();
    return partitioning == null
        ? ""
        : "\nPARTITION BY KEY (%s) PARTITIONS %d"
            .formatted(quoted(partitioning.columns()), partitioning.partitions().size());
  }

  @Override
  Rendering widen(SchemaChange.WidenColumns change) {
    return whole("a type");
  }

  @Override
  Rendering dropNotNull(ObjectName name, String column) {
    return whole("whether it may be null");
  }

  @Override
  Rendering setNotNull(ObjectName name, String column) {
    return whole("whether it may be null");
  }

  @Override
  Rendering commentColumn(ObjectName name, String column, @Nullable String text) {
    return whole("a comment");
  }

  private Rendering whole(String what) {
    return cannot("changes a column only as a whole, and not by %s alone".formatted(what));
  }

  @Override
  String indexName(ObjectName table, String index) {
    return quote(index);
  }

  @Override
  String online() {
    return " ALGORITHM = INPLACE LOCK = NONE";
  }

  @Override
  Rendering comment(ObjectName name, Relation.Kind kind, @Nullable String text) {
    return kind == Relation.Kind.VIEW
        ? cannot("keeps no comments on views")
        : alter(name, "COMMENT = " + literal(text));
  }

  @Override
  Rendering revoke(ObjectName name, String role) {
    return sql("REVOKE ALL PRIVILEGES ON %s FROM %s".formatted(quote(name), grantee(role)));
  }

  @Override
  String literal(@Nullable String text) {
    return escaped(text, "''");
  }
}
