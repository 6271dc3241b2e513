package io.trueup.platforms.relational.schema;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Small schemas for tests, written as text. */
public final class TestSchemas {

  public static final ObjectName T = new ObjectName("live", "t");
  public static final ObjectName V = new ObjectName("live__w", "t");
  static final ColumnDefinition ID = column("id", "integer not null");
  static final ColumnDefinition NAME = column("name", "text");
  static final ColumnDefinition EXTRA = column("extra", "date");

  private TestSchemas() {}

  /** A column; its type may end in {@code not null}. */
  static ColumnDefinition column(String name, String type) {
    return ColumnDefinition.of(name, type.replace(" not null", ""), !type.endsWith(" not null"));
  }

  /** The table {@link #T} with a key of {@code id}. */
  static DesiredTable table(ColumnDefinition... columns) {
    return DesiredTable.of(T, List.of(columns), List.of("id"), "a table");
  }

  static DesiredTable table(DesiredTable.TableOptions physique, ColumnDefinition... columns) {
    return new DesiredTable(T, List.of(columns), List.of("id"), physique, "a table");
  }

  /** The view {@link #V} of {@link #T}. */
  static DesiredView view(ColumnDefinition... columns) {
    return new DesiredView(V, T, List.of(columns), null, "a view");
  }

  static DesiredSchema tables(DesiredTable... tables) {
    return DesiredSchema.of(List.of(tables), List.of());
  }

  static DesiredSchema both(DesiredTable table, DesiredView view) {
    return DesiredSchema.of(List.of(table), List.of(view));
  }

  static DesiredSchema read(DesiredTable table, DesiredView view, String... roles) {
    SortedMap<ObjectName, SortedSet<String>> readers = new TreeMap<>();
    readers.put(view.name(), new TreeSet<>(List.of(roles)));
    return new DesiredSchema(List.of(table), List.of(view), readers);
  }

  /** An empty database after some changes. */
  static ActualSchema made(DesiredSchema desired) {
    return ActualSchema.EMPTY.after(SchemaPlanner.plan(desired, ActualSchema.EMPTY).changes());
  }

  /** The same with rows in its tables, so that a rewrite has a cost. */
  static ActualSchema filled(DesiredSchema desired) {
    var made = made(desired);
    var relations = new TreeMap<>(made.relations());
    relations.replaceAll(
        (_, it) -> it.kind().isTable() ? it.with(withBytes(it.extras(), 8192)) : it);
    return new ActualSchema(made.server(), made.schemas(), made.roles(), relations);
  }

  /** The same with one relation changed. */
  static ActualSchema with(ActualSchema schema, ObjectName name, Relation relation) {
    var relations = new TreeMap<>(schema.relations());
    relations.put(name, relation);
    return new ActualSchema(schema.server(), schema.schemas(), schema.roles(), relations);
  }

  static List<String> sql(SchemaPlan plan) {
    return plan.statements().stream().map(PlannedStatement::sql).toList();
  }

  private static Relation.Extras withBytes(Relation.Extras extras, long bytes) {
    return new Relation.Extras(
        "owner",
        bytes,
        extras.attributes(),
        extras.checks(),
        extras.indexes(),
        extras.partitionedBy(),
        extras.partitions(),
        extras.grants(),
        extras.view(),
        extras.readers());
  }
}
