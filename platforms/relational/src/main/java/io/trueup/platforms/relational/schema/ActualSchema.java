package io.trueup.platforms.relational.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of what a database holds, as far as the catalog was read.
 *
 * @param schemas the existing ones of those that were asked for
 * @param roles the comments of the existing ones of those that were asked for; empty for none
 * @param relations by name; the views that read one of them, directly or through others, are
 *     included
 */
public record ActualSchema(
    ServerSession server,
    SortedMap<String, ExistingSchema> schemas,
    SortedMap<String, String> roles,
    SortedMap<ObjectName, Relation> relations) {

  /** An empty database. */
  public static final ActualSchema EMPTY =
      new ActualSchema(ServerSession.NEWEST, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  public ActualSchema {
    schemas = Collections.unmodifiableSortedMap(new TreeMap<>(schemas));
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    relations = Collections.unmodifiableSortedMap(new TreeMap<>(relations));
  }

  /** The relation of that name. */
  public Optional<Relation> find(ObjectName name) {
    return Optional.ofNullable(relations.get(name));
  }

  /**
   * Whether a platform may change the contents of a schema.
   *
   * @param mark of its schemas; null when any schema will do
   */
  public boolean isOurs(String schema, @Nullable OwnerMark mark) {
    var found = schemas.get(schema);
    return found != null && found.owner(mark).isOurs();
  }

  /** The snapshot after the changes were applied in their order. */
  public ActualSchema after(Collection<SchemaChange> changes) {
    return SchemaSimulation.apply(this, changes);
  }

  /** Only the relations of some names, with their schemas and the views that read them. */
  public ActualSchema only(Collection<ObjectName> names) {
    return new ActualSchema(
        server, schemasOf(names, schemas), roles, relationsOf(names, relations));
  }

  /** The schemas of some names. */
  public static SortedMap<String, ExistingSchema> schemasOf(
      Collection<ObjectName> names, Map<String, ExistingSchema> schemas) {
    var selected = new TreeMap<String, ExistingSchema>();
    for (var name : names) {
      var schema = schemas.get(name.schema());
      if (schema != null) {
        selected.put(name.schema(), schema);
      }
    }
    return selected;
  }

  /** The relations of some names, and the views that read them. */
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
