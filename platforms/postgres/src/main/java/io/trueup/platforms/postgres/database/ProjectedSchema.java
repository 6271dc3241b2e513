package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ExistingSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.ServerSession;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The schema that a database will have as tasks are planned one after the other, each on what those
 * before it create. Planning a task costs the same however much the others look at. Not
 * thread-safe.
 */
final class ProjectedSchema {

  private final ServerSession server;
  private final SortedMap<String, ExistingSchema> schemas;
  private final SortedMap<String, String> roles;
  private final SortedMap<ObjectName, Relation> relations;

  /** The relations that planned changes create or change. */
  private final Set<ObjectName> expected = new HashSet<>();

  ProjectedSchema(ActualSchema actual) {
    this.server = actual.server();
    this.schemas = new TreeMap<>(actual.schemas());
    this.roles = new TreeMap<>(actual.roles());
    this.relations = new TreeMap<>(actual.relations());
  }

  /** The part that a task is planned on. */
  ActualSchema visibleTo(SchemaTask task) {
    var known = new TreeMap<>(roles);
    known.keySet().retainAll(task.roles());
    return new ActualSchema(
        server,
        ActualSchema.schemasOf(task.relations(), schemas),
        known,
        ActualSchema.relationsOf(task.relations(), relations));
  }

  /** Takes over the changes to what a task sees. */
  void project(ActualSchema seen, Collection<SchemaChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    var after = seen.after(changes);
    schemas.putAll(after.schemas());
    roles.putAll(after.roles());
    relations.keySet().removeAll(seen.relations().keySet());
    relations.putAll(after.relations());
    expected.addAll(seen.relations().keySet());
    expected.addAll(after.relations().keySet());
  }

  /** Whether a task looks at what other tasks only plan to create or change. */
  boolean isProjectedFor(SchemaTask task) {
    return !expected.isEmpty() && task.relations().stream().anyMatch(expected::contains);
  }
}
