package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;

/** Oracle Database, where a schema is a user. */
final class OracleDialect extends Dialect {

  OracleDialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  Rendering createSchema(String schema) {
    return cannot("makes a schema with the user of its name, which an administrator does");
  }

  @Override
  Rendering dropSchema(String schema) {
    return cannot("drops a schema with the user of its name, which an administrator does");
  }

  @Override
  String partition(DesiredTable table) {
    var partitioning = table.options().partitioning();
    return partitioning == null
        ? ""
        : "\nPARTITION BY HASH (%s) PARTITIONS %d"
            .formatted(quoted(partitioning.columns()), partitioning.partitions().size());
  }

  @Override
  Rendering addColumn(ObjectName name, ColumnDefinition column) {
    return alter(name, "ADD (" + element(column) + ")");
  }

  /** Where rows exist, only the numbers in a type's brackets can grow. */
  @Override
  boolean widens(Widening widening) {
    return NativeNames.isSame(widening.from(), widening.to());
  }

  @Override
  String widening(Widening widening) {
    return "MODIFY (%s %s)".formatted(quote(widening.column()), widening.to());
  }

  @Override
  Rendering dropNotNull(ObjectName name, String column) {
    return alter(name, "MODIFY (%s NULL)".formatted(quote(column)));
  }

  @Override
  Rendering setNotNull(ObjectName name, String column) {
    return alter(name, "MODIFY (%s NOT NULL)".formatted(quote(column)));
  }

  @Override
  Rendering addCheck(ObjectName name, CheckConstraint check) {
    return alter(name, "ADD " + constraint(check) + " ENABLE NOVALIDATE");
  }

  @Override
  Rendering validateCheck(ObjectName name, String check) {
    return alter(name, "ENABLE VALIDATE CONSTRAINT " + quote(check));
  }

  @Override
  String online() {
    return " ONLINE";
  }

  @Override
  Rendering addPrimaryKey(SchemaChange.AddPrimaryKey change) {
    var key = "ADD PRIMARY KEY (" + quoted(change.columns()) + ")";
    return alter(
        change.name(),
        change.index() == null
            ? key
            : key + " USING INDEX " + indexName(change.name(), change.index()));
  }

  @Override
  String viewEnd() {
    return "\nWITH READ ONLY";
  }
}
