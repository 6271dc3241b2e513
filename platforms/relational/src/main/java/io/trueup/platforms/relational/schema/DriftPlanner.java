package io.trueup.platforms.relational.schema;

import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reports where a table differs from one created now and no change is planned. Not thread-safe: one
 * for each table.
 */
final class DriftPlanner {

  /** The catalog's name for the collation of the whole database. */
  private static final String DEFAULT_COLLATION = "default";

  private final DesiredTable table;
  private final ObjectName name;
  private final Relation relation;
  private final List<Difference> differences = new ArrayList<>();

  DriftPlanner(DesiredTable table, Relation relation) {
    this.table = table;
    this.name = table.name();
    this.relation = relation;
  }

  List<Difference> differences() {
    columns();
    indexes();
    differences.addAll(SchemaPlanner.extraGrants(name, relation, List.of()));
    differences.addAll(new PartitionPlanner(table, relation).differences());
    return differences;
  }

  private void columns() {
    var declared = TablePlanner.byName(table.columns());
    for (var column : relation.columns()) {
      var wanted = declared.get(column.name());
      if (wanted == null) {
        differ(
            Difference.Kind.EXTRA_COLUMN,
            "%s has a column '%s' that is not declared".formatted(name, column.name()),
            "ALTER TABLE %s DROP COLUMN %s"
                .formatted(PostgresSql.identifier(name), PostgresSql.identifier(column.name())));
      } else if (!Objects.equals(column.collation(), wanted.collation())) {
        collation(column, wanted);
      }
    }
  }

  /** A collation decides how texts are sorted, and some decide which texts are equal. */
  private void collation(ColumnDefinition found, ColumnDefinition wanted) {
    var type =
        NativeTypes.between(found.type(), wanted.type()) == NativeTypes.Step.NONE
            ? found.type()
            : wanted.type();
    var widening =
        new Widening(
            found.name(),
            found.type(),
            type,
            Objects.requireNonNullElse(wanted.collation(), DEFAULT_COLLATION));
    differ(
        Difference.Kind.OTHER_COLLATION,
        "Column '%s' of %s has collation '%s', and would have '%s' if it were created now"
            .formatted(
                found.name(),
                name,
                Objects.requireNonNullElse(found.collation(), DEFAULT_COLLATION),
                widening.collation()),
        PostgresSql.render(new SchemaChange.WidenColumns(name, List.of(widening))));
  }

  private void indexes() {
    var declared = table.options().indexes().stream().map(TableIndex::name).toList();
    for (var index : relation.extras().indexes()) {
      if (!declared.contains(index.name()) && !KeyPlanner.isForKey(table, index)) {
        differ(
            Difference.Kind.EXTRA_INDEX,
            "%s has an index '%s' that is not declared".formatted(name, index.name()),
            dropping(index));
      }
    }
  }

  /** A constraint's index goes with it; that of a partitioned table cannot go concurrently. */
  private String dropping(TableIndex index) {
    if (index.isOfConstraint()) {
      return "ALTER TABLE %s DROP CONSTRAINT %s"
          .formatted(PostgresSql.identifier(name), PostgresSql.identifier(index.name()));
    }
    return relation.kind() == Relation.Kind.PARTITIONED_TABLE
        ? "DROP INDEX " + PostgresSql.identifier(new ObjectName(name.schema(), index.name()))
        : PostgresSql.render(new SchemaChange.DropInvalidIndex(name, index.name()));
  }

  private void differ(Difference.Kind kind, String message, String choice) {
    differences.add(new Difference(name, kind, message, choice));
  }
}
