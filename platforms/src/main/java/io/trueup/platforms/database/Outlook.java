package io.trueup.platforms.database;

import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.Namespace;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.Relation;
import io.trueup.platforms.schema.SchemaChange;
import io.trueup.platforms.schema.Server;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a database will hold while tasks are planned one after the other, each on what those before
 * it make. What planning a task costs does not grow with what others look at. Not thread-safe.
 */
final class Outlook {

  private final Server server;
  private final SortedMap<String, Namespace> schemas;
  private final SortedMap<String, String> roles;
  private final SortedMap<ObjectName, Relation> relations;

  /** What is not yet as it is said to be. */
  private final Set<ObjectName> expected = new HashSet<>();

  Outlook(ActualSchema actual) {
    this.server = actual.server();
    this.schemas = new TreeMap<>(actual.schemas());
    this.roles = new TreeMap<>(actual.roles());
    this.relations = new TreeMap<>(actual.relations());
  }

  /** What a task is planned on. */
  ActualSchema seenBy(SchemaTask task) {
    var known = new TreeMap<>(roles);
    known.keySet().retainAll(task.roles());
    return new ActualSchema(
        server,
        ActualSchema.schemasOf(task.looksAt(), schemas),
        known,
        ActualSchema.relationsOf(task.looksAt(), relations));
  }

  /** Takes over what changes make of what a task sees. */
  void expect(ActualSchema seen, Collection<SchemaChange> changes) {
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

  /** Whether what a task sees is there only once what others planned has landed. */
  boolean isExpected(SchemaTask task) {
    return !expected.isEmpty() && task.looksAt().stream().anyMatch(expected::contains);
  }
}
