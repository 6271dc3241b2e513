package io.trueup.platforms.schema;

import io.trueup.platforms.schema.SchemaChange.AddColumn;
import io.trueup.platforms.schema.SchemaChange.Comment;
import io.trueup.platforms.schema.SchemaChange.CreateSchema;
import io.trueup.platforms.schema.SchemaChange.CreateTable;
import io.trueup.platforms.schema.SchemaChange.CreateView;
import io.trueup.platforms.schema.SchemaChange.Lack;
import io.trueup.platforms.schema.SchemaChange.Refuse;
import io.trueup.platforms.schema.SchemaChange.ReplaceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Plans how a database gets from what it holds to what it should hold. It creates and appends; it
 * never drops, narrows or rewrites, and refuses where that would be needed. Columns that nobody
 * asks for are left alone. Pure and deterministic; planning again after the plan was applied gives
 * an empty plan.
 */
public final class SchemaPlanner {

  private final ActualSchema actual;
  private final List<SchemaChange> changes = new ArrayList<>();

  private SchemaPlanner(ActualSchema actual) {
    this.actual = actual;
  }

  /**
   * Plans.
   *
   * @param desired what there should be
   * @param actual what there is, of at least the desired schemas, tables, views and their sources
   */
  public static SchemaPlan plan(DesiredSchema desired, ActualSchema actual) {
    var planner = new SchemaPlanner(actual);
    planner.schemas(desired);
    desired.tables().forEach(planner::table);
    var afterTables = actual.after(planner.changes);
    desired.views().forEach(view -> planner.view(view, afterTables));
    return new SchemaPlan(planner.changes);
  }

  private void schemas(DesiredSchema desired) {
    var names = new TreeSet<String>();
    Stream.concat(
            desired.tables().stream().map(Table::name), desired.views().stream().map(View::name))
        .forEach(name -> names.add(name.schema()));
    names.removeAll(actual.schemas());
    names.forEach(name -> changes.add(new CreateSchema(name)));
  }

  private void table(Table table) {
    var found = actual.find(table.name());
    if (found.isEmpty()) {
      changes.add(new CreateTable(table.name(), table.columns(), table.primaryKey()));
      changes.add(new Comment(table.name(), Relation.Kind.TABLE, table.comment()));
      return;
    }
    var relation = found.get();
    var refusals = tableRefusals(table, relation);
    if (!refusals.isEmpty()) {
      changes.addAll(refusals);
      return;
    }
    var existing = byName(relation.columns());
    table.columns().stream()
        .filter(column -> !existing.containsKey(column.name()))
        .forEach(column -> changes.add(new AddColumn(table.name(), column)));
    comment(table.name(), relation, table.comment());
  }

  private static List<SchemaChange> tableRefusals(Table table, Relation relation) {
    var name = table.name();
    if (relation.kind() != Relation.Kind.TABLE) {
      return List.of(wrongKind(name, relation, "table"));
    }
    var refusals = new ArrayList<SchemaChange>();
    var existing = byName(relation.columns());
    for (var column : table.columns()) {
      var found = existing.get(column.name());
      if (found != null) {
        refusals.addAll(columnRefusals(name, found, column));
      } else if (!column.nullable()) {
        refusals.add(
            new Refuse(
                name,
                Safety.IMPOSSIBLE,
                "Cannot add column '%s' to %s: it may not be null, and the rows that exist have no value for it. Declare it nullable"
                    .formatted(column.name(), name)));
      }
    }
    if (!table.primaryKey().equals(relation.primaryKey())) {
      refusals.add(
          new Refuse(
              name,
              Safety.INDEX_BUILD,
              "Cannot change the primary key of %s from (%s) to (%s): it builds an index under a lock and can fail on the rows that exist. Keep the key, or declare a new dataset"
                  .formatted(
                      name,
                      String.join(", ", relation.primaryKey()),
                      String.join(", ", table.primaryKey()))));
    }
    return refusals;
  }

  private static List<SchemaChange> columnRefusals(
      ObjectName table, ColumnDefinition found, ColumnDefinition wanted) {
    var refusals = new ArrayList<SchemaChange>();
    if (!found.type().equals(wanted.type())) {
      refusals.add(
          new Refuse(
              table,
              Safety.REWRITE,
              "Cannot change the type of column '%s' of %s from %s to %s: it can rewrite the table or lose data. Keep the type, or add a new column"
                  .formatted(found.name(), table, found.type(), wanted.type())));
    }
    if (found.nullable() != wanted.nullable()) {
      refusals.add(
          new Refuse(
              table,
              wanted.nullable() ? Safety.INSTANT : Safety.SCAN,
              "Cannot make column '%s' of %s %s: whether a column may be null is fixed when it is made. Keep it as it was"
                  .formatted(found.name(), table, wanted.nullable() ? "nullable" : "not null")));
    }
    return refusals;
  }

  private void view(View view, ActualSchema afterTables) {
    var lacking = lacking(view, afterTables);
    if (!lacking.isEmpty()) {
      changes.add(new Lack(view.name(), lacking));
      return;
    }
    var found = actual.find(view.name());
    if (found.isEmpty()) {
      changes.add(new CreateView(view.name(), view.source(), view.columns()));
      changes.add(new Comment(view.name(), Relation.Kind.VIEW, view.comment()));
      return;
    }
    var relation = found.get();
    var refusals = viewRefusals(view, relation, afterTables);
    if (!refusals.isEmpty()) {
      changes.addAll(refusals);
      return;
    }
    var columns = byName(relation.columns());
    view.columns().forEach(column -> columns.putIfAbsent(column.name(), column));
    var comment = relation.comment();
    if (columns.size() > relation.columns().size()
        || comment == null
        || !comment.contains(View.digest(view.source(), view.columns()))) {
      changes.add(new ReplaceView(view.name(), view.source(), List.copyOf(columns.values())));
    }
    comment(view.name(), relation, view.comment());
  }

  private static String lacking(View view, ActualSchema afterTables) {
    var source = afterTables.find(view.source());
    if (source.isEmpty()) {
      return "Cannot make view %s: its table %s is not there yet"
          .formatted(view.name(), view.source());
    }
    var existing = byName(source.get().columns());
    var missing =
        view.columns().stream()
            .map(ColumnDefinition::name)
            .filter(column -> !existing.containsKey(column))
            .toList();
    return missing.isEmpty()
        ? ""
        : "Cannot make view %s: its table %s has no column %s yet"
            .formatted(view.name(), view.source(), String.join(", ", missing));
  }

  /**
   * Postgres can append columns to a view and nothing else; a column that nobody asks for any more
   * must stay, and so must still be in the table.
   */
  private static List<SchemaChange> viewRefusals(
      View view, Relation relation, ActualSchema afterTables) {
    var name = view.name();
    if (relation.kind() != Relation.Kind.VIEW) {
      return List.of(wrongKind(name, relation, "view"));
    }
    var refusals = new ArrayList<SchemaChange>();
    var wanted = byName(view.columns());
    var inSource =
        afterTables
            .find(view.source())
            .map(source -> byName(source.columns()))
            .orElseGet(LinkedHashMap::new);
    for (var found : relation.columns()) {
      var column = wanted.getOrDefault(found.name(), inSource.get(found.name()));
      if (column == null || !column.type().equals(found.type())) {
        refusals.add(
            new Refuse(
                name,
                Safety.IMPOSSIBLE,
                "Cannot replace view %s: Postgres can only append columns, and column '%s' of type %s would %s. Drop the view, and it is made anew"
                    .formatted(
                        name,
                        found.name(),
                        found.type(),
                        column == null ? "go" : "become " + column.type())));
      }
    }
    return refusals;
  }

  private void comment(ObjectName name, Relation relation, String wanted) {
    if (!wanted.equals(relation.comment())) {
      changes.add(new Comment(name, relation.kind(), wanted));
    }
  }

  private static Refuse wrongKind(ObjectName name, Relation relation, String wanted) {
    return new Refuse(
        name,
        Safety.DESTRUCTIVE,
        "Cannot make %s %s: a %s of that name exists. Rename or drop it"
            .formatted(wanted, name, relation.kind().keyword().toLowerCase(Locale.ROOT)));
  }

  private static Map<String, ColumnDefinition> byName(List<ColumnDefinition> columns) {
    var byName = new LinkedHashMap<String, ColumnDefinition>();
    columns.forEach(column -> byName.put(column.name(), column));
    return byName;
  }
}
