package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.Grant;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.relational.schema.ViewAccess;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A relation of the catalog while its rows are read. Not thread-safe. */
final class RelationBuilder {

  private final ObjectName name;
  private final Relation.Kind kind;
  private final String owner;
  private final int attributes;
  private final List<String> options;
  private final @Nullable String comment;
  private final List<Column> columns = new ArrayList<>();
  private final Map<Integer, String> collations = new HashMap<>();
  private final Map<Integer, String> standards = new HashMap<>();
  private final Map<Integer, String> comments = new HashMap<>();
  private final List<TableIndex> indexes = new ArrayList<>();
  private final List<CheckConstraint> checks = new ArrayList<>();
  private final List<Relation.Partition> partitions = new ArrayList<>();
  private final SortedSet<Grant> grants = new TreeSet<>();
  private final SortedSet<ObjectName> readers = new TreeSet<>();
  private final List<ViewAccess.Entry> entries = new ArrayList<>();
  private final List<ViewAccess.Entry> columnEntries = new ArrayList<>();
  private final List<ViewAccess.Label> labels = new ArrayList<>();
  private Relation.@Nullable Definition view;
  private boolean isStandard = true;
  private long bytes;
  private List<String> primaryKey = List.of();
  private List<String> partitionedBy = List.of();

  /** A type by its number, with its parameters. */
  record Type(long oid, int modifier) {}

  /** Stands for the default of a column whose values are generated. */
  private static final String GENERATED = "generated";

  private record Column(
      int number, String name, Type type, boolean isNotNull, boolean isGenerated) {}

  private RelationBuilder(ResultSet row, Relation.Kind kind) throws SQLException {
    this.name = CatalogRows.name(row);
    this.kind = kind;
    this.owner = CatalogRows.text(row, "owner");
    this.bytes = row.getLong("bytes");
    this.attributes = row.getInt("attributes");
    this.comment = row.getString("comment");
    this.options = CatalogRows.texts(row, "options");
  }

  static RelationBuilder read(ResultSet row) throws SQLException {
    return new RelationBuilder(row, kind(CatalogRows.text(row, "kind")));
  }

  private static Relation.Kind kind(String relkind) {
    return switch (relkind) {
      case "r" -> Relation.Kind.TABLE;
      case "p" -> Relation.Kind.PARTITIONED_TABLE;
      case "v" -> Relation.Kind.VIEW;
      case "m" -> Relation.Kind.MATERIALIZED_VIEW;
      default -> Relation.Kind.OTHER;
    };
  }

  ObjectName name() {
    return name;
  }

  Relation.Kind kind() {
    return kind;
  }

  /** Takes the definition of a view. */
  void define(ResultSet row) throws SQLException {
    var query = row.getString("query");
    if (query != null) { // dropped meanwhile
      view =
          new Relation.Definition(
              query.strip().replaceAll(";$", ""), options, row.getBoolean("is_written"));
      isStandard = row.getBoolean("is_standard");
    }
  }

  void addEntry(ResultSet row) throws SQLException {
    var entry = CatalogRows.entry(row);
    (entry.column() == null ? entries : columnEntries).add(entry);
  }

  void addLabel(ResultSet row) throws SQLException {
    labels.add(
        new ViewAccess.Label(
            CatalogRows.text(row, "provider"),
            row.getString("column_name"),
            CatalogRows.text(row, "label")));
  }

  /**
   * Takes the privileges that a view created in its place would have.
   *
   * @param bySchema of schemas with default privileges
   */
  void initial(Map<String, List<ViewAccess.Entry>> bySchema) {
    var there = bySchema.get(name.schema());
    if (view != null) {
      view =
          new Relation.Definition(
              view.query(),
              view.options(),
              view.isWritten(),
              new ViewAccess(
                  new ViewAccess.Acl(isStandard, entries),
                  there == null ? ViewAccess.Acl.STANDARD : new ViewAccess.Acl(false, there),
                  columnEntries,
                  labels));
    }
  }

  void size(ResultSet row) throws SQLException {
    bytes = row.getLong("bytes");
  }

  void addColumn(ResultSet row) throws SQLException {
    columns.add(
        new Column(
            row.getInt("number"),
            CatalogRows.text(row, "name"),
            new Type(row.getLong("type"), row.getInt("modifier")),
            row.getBoolean("is_not_null"),
            row.getBoolean("is_generated")));
  }

  /** Adds the types whose names are needed. */
  void typesInto(Set<Type> types) {
    columns.forEach(it -> types.add(it.type()));
  }

  void collation(ResultSet row) throws SQLException {
    collations.put(row.getInt("number"), CatalogRows.text(row, "text"));
  }

  void standard(ResultSet row) throws SQLException {
    standards.put(row.getInt("number"), CatalogRows.text(row, "text"));
  }

  void comment(ResultSet row) throws SQLException {
    comments.put(row.getInt("number"), CatalogRows.text(row, "text"));
  }

  void addIndex(ResultSet row) throws SQLException {
    var over = CatalogRows.texts(row, "columns");
    if (row.getBoolean("is_primary")) {
      primaryKey = over;
    } else {
      indexes.add(
          new TableIndex(
              CatalogRows.text(row, "name"),
              over,
              row.getBoolean("is_unique"),
              row.getBoolean("is_valid"),
              row.getBoolean("is_of_constraint")));
    }
  }

  void addCheck(ResultSet row) throws SQLException {
    checks.add(
        new CheckConstraint(
            CatalogRows.text(row, "name"),
            CatalogRows.texts(row, "columns"),
            CatalogRows.text(row, "condition"),
            row.getBoolean("is_validated")));
  }

  void addGrant(Grant grant) {
    grants.add(grant);
  }

  void addReader(ObjectName reader) {
    readers.add(reader);
  }

  void partitionBy(ResultSet row) throws SQLException {
    partitionedBy = CatalogRows.texts(row, "columns");
  }

  void addPartition(ResultSet row) throws SQLException {
    partitions.add(
        new Relation.Partition(
            CatalogRows.name(row), row.getInt("modulus"), row.getInt("remainder")));
  }

  /**
   * The relation.
   *
   * @param types the types' names
   */
  Relation relation(Map<Type, String> types) {
    return new Relation(
        kind,
        columns.stream()
            .sorted(Comparator.comparingInt(Column::number))
            .map(it -> column(it, types))
            .toList(),
        primaryKey,
        comment,
        new Relation.Extras(
            owner,
            bytes,
            attributes,
            checks,
            indexes,
            partitionedBy,
            partitions,
            grants,
            view,
            List.copyOf(readers)));
  }

  private ColumnDefinition column(Column column, Map<Type, String> types) {
    var number = column.number();
    return new ColumnDefinition(
        column.name(),
        types.getOrDefault(column.type(), ""),
        !column.isNotNull(),
        collations.get(number),
        column.isGenerated() ? GENERATED : standards.get(number),
        comments.get(number));
  }
}
