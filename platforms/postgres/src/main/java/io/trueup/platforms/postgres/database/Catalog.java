package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ExistingSchema;
import io.trueup.platforms.relational.schema.Grant;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.ServerSession;
import io.trueup.platforms.relational.schema.ViewAccess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads tables, views, schemas and roles from the catalog of a database: twenty-one queries for any
 * number of tables, and one more for every thousand views. Spells names in views with their schemas
 * for any search path of the session.
 */
public final class Catalog {

  private static final int VIEWS_AT_ONCE = 1_000;

  /** How many rows are in memory at a time. */
  private static final int FETCH_SIZE = 10_000;

  private final Connection connection;
  private final Sizes sizes;

  /** How exactly to measure the rows of tables on disk. */
  enum Sizes {
    /** Their size now. */
    EXACT,
    /** Their size when Postgres last counted; fast, and enough to find differences. */
    ESTIMATED
  }

  private Catalog(Connection connection, Sizes sizes) {
    this.connection = connection;
    this.sizes = sizes;
  }

  /**
   * Reads relations with their columns, indexes, checks and grants, the views that read them, their
   * schemas, and which of the roles exist. Must run in a transaction, and leaves no lock and no
   * setting in it.
   */
  public static ActualSchema read(
      Connection connection, Collection<ObjectName> names, Collection<String> roles)
      throws SQLException {
    return read(connection, names, roles, Sizes.EXACT);
  }

  /** The same with sizes of the given exactness. */
  static ActualSchema read(
      Connection connection, Collection<ObjectName> names, Collection<String> roles, Sizes sizes)
      throws SQLException {
    return new Catalog(connection, sizes).read(names, roles);
  }

  /** The names of all tables and views in some schemas, partitions left out. */
  public static List<ObjectName> names(Connection connection, Collection<String> schemas)
      throws SQLException {
    return new Catalog(connection, Sizes.ESTIMATED).names(schemas);
  }

  private ActualSchema read(Collection<ObjectName> names, Collection<String> roles)
      throws SQLException {
    return rolledBack(() -> {
      var schemas = schemas(names.stream().map(ObjectName::schema).distinct().toList());
      return new ActualSchema(server(), schemas, roles(roles), relations(names));
    });
  }

  private interface Reading<T> {
    T read() throws SQLException;
  }

  /**
   * Rolling back to a savepoint undoes settings and releases locks: Postgres would hold those that
   * it takes to spell a view until the transaction ends.
   */
  private <T> T rolledBack(Reading<T> reading) throws SQLException {
    var before = connection.setSavepoint();
    try (var statement = connection.createStatement()) {
      statement.execute(CatalogQueries.NO_SEARCH_PATH);
    }
    var result = reading.read();
    connection.rollback(before);
    connection.releaseSavepoint(before);
    return result;
  }

  private ServerSession server() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(CatalogQueries.SERVER)) {
      if (!row.next()) {
        throw new IllegalStateException("The catalog does not list the current role");
      }
      return new ServerSession(
          row.getInt("version"),
          CatalogRows.text(row, "user_name"),
          row.getBoolean("may_create_schemas"),
          row.getBoolean("may_create_roles"));
    }
  }

  private SortedMap<String, ExistingSchema> schemas(List<String> names) throws SQLException {
    var grants = new HashMap<String, SortedSet<Grant>>();
    each(
        CatalogQueries.SCHEMA_GRANTS,
        List.of(names),
        row ->
            grants
                .computeIfAbsent(CatalogRows.text(row, "schema_name"), _ -> new TreeSet<>())
                .add(CatalogRows.grant(row)));
    var found = new TreeMap<String, ExistingSchema>();
    each(
        CatalogQueries.SCHEMAS,
        List.of(names),
        row -> {
          var name = CatalogRows.text(row, "schema_name");
          found.put(
              name,
              new ExistingSchema(
                  CatalogRows.text(row, "owner"),
                  row.getBoolean("is_commentable"),
                  CatalogRows.text(row, "comment"),
                  grants.getOrDefault(name, Collections.emptySortedSet()),
                  new TreeSet<>(CatalogRows.texts(row, "platforms"))));
        });
    return found;
  }

  private SortedMap<String, String> roles(Collection<String> names) throws SQLException {
    var found = new TreeMap<String, String>();
    if (!names.isEmpty()) {
      each(
          CatalogQueries.ROLES,
          List.of(names),
          row -> found.put(CatalogRows.text(row, "role"), CatalogRows.text(row, "comment")));
    }
    return found;
  }

  private List<ObjectName> names(Collection<String> schemas) throws SQLException {
    var found = new ArrayList<ObjectName>();
    each(CatalogQueries.NAMES, List.of(schemas), row -> found.add(CatalogRows.name(row)));
    return found;
  }

  private SortedMap<ObjectName, Relation> relations(Collection<ObjectName> names)
      throws SQLException {
    var found = new LinkedHashMap<Long, RelationBuilder>();
    each(
        CatalogQueries.RELATIONS,
        List.of(
            names.stream().map(ObjectName::schema).toList(),
            names.stream().map(ObjectName::name).toList()),
        row -> found.put(row.getLong("oid"), RelationBuilder.read(row)));
    if (!found.isEmpty()) {
      details(found);
    }
    var types = types(found.values());
    var relations = new TreeMap<ObjectName, Relation>();
    found.values().forEach(it -> relations.put(it.name(), it.relation(types)));
    return relations;
  }

  private void details(Map<Long, RelationBuilder> found) throws SQLException {
    var oids = List.<Collection<?>>of(found.keySet());
    each(CatalogQueries.COLUMNS, oids, row -> of(found, row).addColumn(row));
    each(CatalogQueries.COLLATIONS, oids, row -> of(found, row).collation(row));
    each(CatalogQueries.DEFAULTS, oids, row -> of(found, row).standard(row));
    each(CatalogQueries.COMMENTS, oids, row -> of(found, row).comment(row));
    each(CatalogQueries.INDEXES, oids, row -> of(found, row).addIndex(row));
    each(CatalogQueries.CHECKS, oids, row -> of(found, row).addCheck(row));
    each(CatalogQueries.GRANTS, oids, row -> of(found, row).addGrant(CatalogRows.grant(row)));
    each(CatalogQueries.PARTITIONING, oids, row -> of(found, row).partitionBy(row));
    each(CatalogQueries.PARTITIONS, oids, row -> of(found, row).addPartition(row));
    each(CatalogQueries.READERS, oids, row -> reader(found, row));
    if (sizes == Sizes.EXACT) {
      each(CatalogQueries.SIZES, oids, row -> of(found, row).size(row));
    }
    views(found);
  }

  private Map<RelationBuilder.Type, String> types(Collection<RelationBuilder> found)
      throws SQLException {
    var wanted = new LinkedHashSet<RelationBuilder.Type>();
    found.forEach(it -> it.typesInto(wanted));
    var types = new HashMap<RelationBuilder.Type, String>();
    each(
        CatalogQueries.TYPES,
        List.of(
            wanted.stream().map(RelationBuilder.Type::oid).toList(),
            wanted.stream().map(RelationBuilder.Type::modifier).toList()),
        row ->
            types.put(
                new RelationBuilder.Type(row.getLong("type"), row.getInt("modifier")),
                CatalogRows.text(row, "name")));
    return types;
  }

  private static void reader(Map<Long, RelationBuilder> found, ResultSet row) throws SQLException {
    // A view that was created after the relations were read is found next time.
    var reader = found.get(row.getLong("reader"));
    if (reader != null) {
      of(found, row).addReader(reader.name());
    }
  }

  /** Spelling a view takes locks, and a server has only some thousands for all sessions. */
  private void views(Map<Long, RelationBuilder> found) throws SQLException {
    var views =
        found.entrySet().stream()
            .filter(it -> it.getValue().kind() == Relation.Kind.VIEW)
            .map(Map.Entry::getKey)
            .toList();
    if (views.isEmpty()) {
      return;
    }
    for (var from = 0; from < views.size(); from += VIEWS_AT_ONCE) {
      var some = views.subList(from, Math.min(views.size(), from + VIEWS_AT_ONCE));
      rolledBack(() -> {
        each(CatalogQueries.VIEWS, List.of(some), row -> of(found, row).define(row));
        return some;
      });
    }
    access(found, views);
  }

  private void access(Map<Long, RelationBuilder> found, List<Long> views) throws SQLException {
    var initial = new HashMap<String, List<ViewAccess.Entry>>();
    var schemas =
        views.stream()
            .map(it -> Objects.requireNonNull(found.get(it)).name().schema())
            .distinct()
            .toList();
    each(
        CatalogQueries.INITIAL_ACCESS,
        List.of(schemas),
        row ->
            initial
                .computeIfAbsent(CatalogRows.text(row, "schema_name"), _ -> new ArrayList<>())
                .add(CatalogRows.entry(row)));
    each(CatalogQueries.ACCESS, List.of(views, views), row -> of(found, row).addEntry(row));
    each(CatalogQueries.LABELS, List.of(views), row -> of(found, row).addLabel(row));
    views.forEach(it -> Objects.requireNonNull(found.get(it)).initial(initial));
  }

  private static RelationBuilder of(Map<Long, RelationBuilder> found, ResultSet row)
      throws SQLException {
    var relation = found.get(row.getLong("relation"));
    if (relation == null) {
      throw new IllegalStateException(
          "The catalog returned a relation that the query does not name");
    }
    return relation;
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void each(String sql, List<? extends Collection<?>> arrays, RowReader reader)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < arrays.size(); i++) {
        var texts = arrays.get(i).stream().map(Object::toString).toArray();
        statement.setArray(i + 1, connection.createArrayOf("text", texts));
      }
      statement.setFetchSize(FETCH_SIZE);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }
}
