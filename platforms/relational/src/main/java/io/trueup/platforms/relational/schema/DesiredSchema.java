package io.trueup.platforms.relational.schema;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The least that a database should hold; anything else in it is left alone.
 *
 * @param tables by name
 * @param views by name
 * @param readers the roles that may read a view, by the view; they may also use its schema
 * @param marking how the platform recognizes its roles and schemas
 */
public record DesiredSchema(
    List<DesiredTable> tables,
    List<DesiredView> views,
    SortedMap<ObjectName, SortedSet<String>> readers,
    Marking marking) {

  /**
   * How a platform recognizes its own roles and schemas.
   *
   * @param roles the mark of its roles; null when any role of the name will do
   * @param schemas the mark of its schemas; null when any schema of the name will do
   * @param adoptedRoles roles of others that may be taken over
   * @param adoptedSchemas schemas of others that may be taken over
   */
  public record Marking(
      @Nullable OwnerMark roles,
      @Nullable OwnerMark schemas,
      Set<String> adoptedRoles,
      Set<String> adoptedSchemas) {

    /** Any role and schema of the name will do. */
    public static final Marking NONE = new Marking(null, null, Set.of(), Set.of());

    public Marking {
      adoptedRoles = Set.copyOf(adoptedRoles);
      adoptedSchemas = Set.copyOf(adoptedSchemas);
    }
  }

  /** No tables and no views. */
  public static final DesiredSchema NOTHING =
      new DesiredSchema(List.of(), List.of(), Collections.emptySortedMap());

  public DesiredSchema {
    tables = tables.stream().sorted(Comparator.comparing(DesiredTable::name)).toList();
    views = views.stream().sorted(Comparator.comparing(DesiredView::name)).toList();
    readers = Collections.unmodifiableSortedMap(new TreeMap<>(readers));
  }

  /** Where any role and schema of the name will do. */
  public DesiredSchema(
      List<DesiredTable> tables,
      List<DesiredView> views,
      SortedMap<ObjectName, SortedSet<String>> readers) {
    this(tables, views, readers, Marking.NONE);
  }

  /** The same with another marking. */
  public DesiredSchema with(Marking other) {
    return new DesiredSchema(tables, views, readers, other);
  }

  /** Tables and views without readers. */
  public static DesiredSchema of(List<DesiredTable> tables, List<DesiredView> views) {
    return new DesiredSchema(tables, views, Collections.emptySortedMap());
  }

  /** The schemas of all tables and views. */
  public SortedSet<String> schemas() {
    var schemas = new TreeSet<String>();
    Stream.concat(tables.stream().map(DesiredTable::name), views.stream().map(DesiredView::name))
        .forEach(it -> schemas.add(it.schema()));
    return schemas;
  }

  /** The roles that may read any of the views. */
  public SortedSet<String> roles() {
    var roles = new TreeSet<String>();
    readers.values().forEach(roles::addAll);
    return roles;
  }
}
