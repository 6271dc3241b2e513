package io.trueup.platforms.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a database holds, as far as somebody looked.
 *
 * @param schemas names of schemas that exist
 * @param relations by name
 */
public record ActualSchema(SortedSet<String> schemas, SortedMap<ObjectName, Relation> relations) {

  /** An empty database. */
  public static final ActualSchema EMPTY = new ActualSchema(new TreeSet<>(), new TreeMap<>());

  public ActualSchema {
    schemas = Collections.unmodifiableSortedSet(new TreeSet<>(schemas));
    relations = Collections.unmodifiableSortedMap(new TreeMap<>(relations));
  }

  /** What stands under a name. */
  public Optional<Relation> find(ObjectName name) {
    return Optional.ofNullable(relations.get(name));
  }

  /** What it becomes when the changes are applied in their order; a refusal changes nothing. */
  public ActualSchema after(List<SchemaChange> changes) {
    var newSchemas = new TreeSet<>(schemas);
    var newRelations = new TreeMap<>(relations);
    changes.forEach(change -> apply(change, newSchemas, newRelations));
    return new ActualSchema(newSchemas, newRelations);
  }

  private static void apply(
      SchemaChange change, SortedSet<String> schemas, SortedMap<ObjectName, Relation> relations) {
    switch (change) {
      case SchemaChange.CreateSchema(var schema) -> schemas.add(schema);
      case SchemaChange.CreateTable(var name, var columns, var key) ->
          relations.put(name, new Relation(Relation.Kind.TABLE, columns, key, null));
      case SchemaChange.AddColumn(var name, var column) ->
          relations.computeIfPresent(name, (_, table) -> withColumn(table, column));
      case SchemaChange.CreateView(var name, _, var columns) ->
          relations.put(name, new Relation(Relation.Kind.VIEW, columns, List.of(), null));
      case SchemaChange.ReplaceView(var name, _, var columns) ->
          relations.computeIfPresent(
              name, (_, view) -> new Relation(view.kind(), columns, List.of(), view.comment()));
      case SchemaChange.Comment(var name, _, var text) ->
          relations.computeIfPresent(name, (_, relation) -> relation.withComment(text));
      case SchemaChange.Refuse _, SchemaChange.Lack _ -> {}
    }
  }

  private static Relation withColumn(Relation table, ColumnDefinition column) {
    var columns = new ArrayList<>(table.columns());
    columns.add(column);
    return new Relation(table.kind(), columns, table.primaryKey(), table.comment());
  }
}
