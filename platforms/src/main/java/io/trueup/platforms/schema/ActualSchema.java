package io.trueup.platforms.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds, as far as somebody looked.
 *
 * @param schemas those that exist, of those that were asked for
 * @param roles the comments of those that exist, of those that were asked for; empty for none
 * @param relations by name; of a relation that is there, the views that read it, and those that
 *     read these, are there too
 */
public record ActualSchema(
    Server server,
    SortedMap<String, Namespace> schemas,
    SortedMap<String, String> roles,
    SortedMap<ObjectName, Relation> relations) {

  /** An empty database. */
  public static final ActualSchema EMPTY =
      new ActualSchema(Server.NEWEST, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  public ActualSchema {
    schemas = Collections.unmodifiableSortedMap(new TreeMap<>(schemas));
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    relations = Collections.unmodifiableSortedMap(new TreeMap<>(relations));
  }

  /** What stands under a name. */
  public Optional<Relation> find(ObjectName name) {
    return Optional.ofNullable(relations.get(name));
  }

  /**
   * Whether a platform may change what lies in a schema.
   *
   * @param mark of its schemas; null when any schema will do
   */
  public boolean isOurs(String schema, @Nullable OwnerMark mark) {
    var found = schemas.get(schema);
    return found != null && found.owner(mark).isOurs();
  }

  /** What it becomes when the changes are applied in their order. */
  public ActualSchema after(Collection<SchemaChange> changes) {
    return SchemaSimulation.apply(this, changes);
  }

  /** Only what some names mean, with the schemas that they lie in and the views that read them. */
  public ActualSchema only(Collection<ObjectName> names) {
    return new ActualSchema(
        server, schemasOf(names, schemas), roles, relationsOf(names, relations));
  }

  /** Of some schemas those that names lie in. */
  public static SortedMap<String, Namespace> schemasOf(
      Collection<ObjectName> names, Map<String, Namespace> schemas) {
    var selected = new TreeMap<String, Namespace>();
    for (var name : names) {
      var schema = schemas.get(name.schema());
      if (schema != null) {
        selected.put(name.schema(), schema);
      }
    }
    return selected;
  }

  /** Of some relations those that names mean, and the views that read them. */
  public static SortedMap<ObjectName, Relation> relationsOf(
      Collection<ObjectName> names, Map<ObjectName, Relation> relations) {
    var selected = new TreeMap<ObjectName, Relation>();
    names.forEach(name -> select(name, relations, selected));
    return selected;
  }

  private static void select(
      ObjectName name, Map<ObjectName, Relation> relations, Map<ObjectName, Relation> selected) {
    var relation = relations.get(name);
    if (relation != null && selected.put(name, relation) == null) {
      relation.extras().readers().forEach(reader -> select(reader, relations, selected));
    }
  }
}
