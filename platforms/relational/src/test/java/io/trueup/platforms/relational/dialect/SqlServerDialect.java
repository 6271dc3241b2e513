package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import org.jspecify.annotations.Nullable;

/**
 * SQL Server. A change of a column's type says whether it may be null, and the other way round,
 * which a change that names one of the two cannot. Comments are extended properties.
 */
final class SqlServerDialect extends Dialect {

  SqlServerDialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  Rendering dropSchema(String schema) {
    return sql("DROP SCHEMA " + quote(schema));
  }

  @Override
  Rendering addColumn(ObjectName name, ColumnDefinition column) {
    return alter(name, "ADD " + element(column));
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

  private Rendering whole(String what) {
    return cannot(
        "changes a column's type and whether it may be null together, and not %s alone"
            .formatted(what));
  }

  @Override
  Rendering addCheck(ObjectName name, CheckConstraint check) {
    return alter(name, "WITH NOCHECK ADD " + constraint(check));
  }

  @Override
  Rendering validateCheck(ObjectName name, String check) {
    return alter(name, "WITH CHECK CHECK CONSTRAINT " + quote(check));
  }

  @Override
  String indexName(ObjectName table, String index) {
    return quote(index);
  }

  @Override
  String online() {
    return " WITH (ONLINE = ON)";
  }

  @Override
  Rendering view(String verb, DesiredView view) {
    return super.view(verb.replace("OR REPLACE", "OR ALTER"), view);
  }

  @Override
  Rendering comment(ObjectName name, Relation.Kind kind, @Nullable String text) {
    return sql(property(name, kind, null, text));
  }

  /** A property of a column must say whether it is a table's, as most are. */
  @Override
  Rendering commentColumn(ObjectName name, String column, @Nullable String text) {
    return sql(property(name, Relation.Kind.TABLE, column, text));
  }

  private String property(
      ObjectName name, Relation.Kind kind, @Nullable String column, @Nullable String text) {
    var at =
        "N'SCHEMA', %s, N'%s', %s"
                .formatted(
                    literal(name.schema()),
                    kind == Relation.Kind.VIEW ? "VIEW" : "TABLE",
                    literal(name.name()))
            + (column == null ? ", NULL, NULL" : ", N'COLUMN', " + literal(column));
    return """
    IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', %s))
      EXEC sys.sp_updateextendedproperty N'MS_Description', %s, %s
    ELSE
      EXEC sys.sp_addextendedproperty N'MS_Description', %s, %s\
    """
        .formatted(at, literal(text), at, literal(text), at);
  }

  @Override
  Rendering revoke(ObjectName name, String role) {
    return sql("REVOKE SELECT ON %s FROM %s".formatted(quote(name), grantee(role)));
  }

  @Override
  String literal(@Nullable String text) {
    return "N" + super.literal(text);
  }
}
