package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.SchemaPlanner;
import java.util.SortedSet;
import java.util.TreeSet;

/** A node that needs a schema and nothing else. */
record DesiredTask(NodeKey node, DesiredSchema desired) implements SchemaTask {

  @Override
  public SortedSet<ObjectName> relations() {
    var names = new TreeSet<ObjectName>();
    desired.tables().stream().map(DesiredTable::name).forEach(names::add);
    for (var view : desired.views()) {
      names.add(view.name());
      names.add(view.source());
    }
    return names;
  }

  @Override
  public SortedSet<String> roles() {
    return desired.roles();
  }

  @Override
  public SchemaPlan plan(ActualSchema actual) {
    return SchemaPlanner.plan(desired, actual);
  }
}
