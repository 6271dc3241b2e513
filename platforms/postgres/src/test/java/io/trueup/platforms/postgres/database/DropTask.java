package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.PostgresSql;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.Safety;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.SchemaUnit;
import io.trueup.platforms.relational.schema.TableLock;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A task that drops a table. */
record DropTask(NodeKey node, ObjectName table) implements SchemaTask {

  @Override
  public SortedSet<ObjectName> relations() {
    return new TreeSet<>(List.of(table));
  }

  @Override
  public SortedSet<String> roles() {
    return Collections.emptySortedSet();
  }

  @Override
  public SchemaPlan plan(ActualSchema actual) {
    if (actual.find(table).isEmpty()) {
      return SchemaPlan.EMPTY;
    }
    var change = new SchemaChange.DropRelation(table, Relation.Kind.TABLE);
    var cost =
        new PlannedStatement.Cost(
            Safety.DESTRUCTIVE, TableLock.ACCESS_EXCLUSIVE, PlannedStatement.Mode.TOGETHER, 1);
    var statement =
        new PlannedStatement(change, PostgresSql.render(change), "it was retired", cost);
    return new SchemaPlan(
        List.of(),
        List.of(new SchemaUnit(table, List.of(statement))),
        List.of(),
        List.of(),
        List.of());
  }
}
