package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ColumnDefinition;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.Relation;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a database holds from its catalog: two queries, however many tables are asked for. */
final class Catalog {

  private static final String SCHEMAS =
      """
      SELECT n.nspname AS schema_name
        FROM pg_catalog.pg_namespace n
       WHERE n.nspname = ANY (?::name[])
      """;

  /**
   * Relations by name, and relations whose comment ends in the name of a node. A node's name runs
   * to the comment's end, so what follows the marker is all of it.
   */
  private static final String RELATIONS =
      """
      WITH wanted AS (
        SELECT c.oid AS relation
          FROM unnest(?::name[], ?::name[]) AS w (schema_name, relation_name)
          JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
          JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.relation_name
        UNION
        SELECT d.objoid
          FROM pg_catalog.pg_description d
         WHERE d.classoid = 'pg_catalog.pg_class'::regclass
           AND d.objsubid = 0
           AND split_part(d.description, ?, 2) = ANY (?::text[])
      )
      SELECT n.nspname AS schema_name,
             c.relname AS relation_name,
             c.relkind AS kind,
             d.description AS comment,
             a.attname AS column_name,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS column_type,
             a.attnotnull AS is_not_null,
             array_position(i.indkey::int2[], a.attnum) AS key_position
        FROM wanted w
        JOIN pg_catalog.pg_class c ON c.oid = w.relation
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_description d
          ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
       ORDER BY n.nspname, c.relname, a.attnum
      """;

  private Catalog() {}

  /**
   * Reads schemas and relations of the given names, and relations that belong to the given nodes.
   */
  static ActualSchema read(
      Connection connection, Collection<ObjectName> names, Collection<NodeKey> nodes)
      throws SQLException {
    var schemas = schemas(connection, names.stream().map(ObjectName::schema).distinct().toList());
    var found = new TreeMap<ObjectName, Found>();
    try (var statement = connection.prepareStatement(RELATIONS)) {
      statement.setArray(1, texts(connection, names.stream().map(ObjectName::schema).toList()));
      statement.setArray(2, texts(connection, names.stream().map(ObjectName::name).toList()));
      statement.setString(3, ObjectComment.NODE_FIELD);
      statement.setArray(4, texts(connection, nodes.stream().map(NodeKey::value).toList()));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          var name = new ObjectName(text(rows, "schema_name"), text(rows, "relation_name"));
          var relation = found.get(name);
          if (relation == null) {
            relation = new Found(kind(text(rows, "kind")), rows.getString("comment"));
            found.put(name, relation);
          }
          relation.add(rows);
        }
      }
    }
    var relations = new TreeMap<ObjectName, Relation>();
    found.forEach((name, relation) -> relations.put(name, relation.relation()));
    return new ActualSchema(schemas, relations);
  }

  private static SortedSet<String> schemas(Connection connection, List<String> names)
      throws SQLException {
    var found = new TreeSet<String>();
    try (var statement = connection.prepareStatement(SCHEMAS)) {
      statement.setArray(1, texts(connection, names));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(text(rows, "schema_name"));
        }
      }
    }
    return found;
  }

  private static Array texts(Connection connection, List<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  private static String text(ResultSet rows, String column) throws SQLException {
    var text = rows.getString(column);
    if (text == null) {
      throw new IllegalStateException("The catalog's column '%s' is never null".formatted(column));
    }
    return text;
  }

  private static Relation.Kind kind(String relkind) {
    return switch (relkind) {
      case "r", "p" -> Relation.Kind.TABLE;
      case "v" -> Relation.Kind.VIEW;
      default -> Relation.Kind.OTHER;
    };
  }

  /** A relation whose rows are still being read. */
  private static final class Found {

    private final Relation.Kind kind;
    private final @Nullable String comment;
    private final List<ColumnDefinition> columns = new ArrayList<>();
    private final TreeMap<Integer, String> key = new TreeMap<>();

    Found(Relation.Kind kind, @Nullable String comment) {
      this.kind = kind;
      this.comment = comment;
    }

    void add(ResultSet row) throws SQLException {
      var column = row.getString("column_name");
      if (column == null) {
        return;
      }
      columns.add(
          new ColumnDefinition(column, text(row, "column_type"), !row.getBoolean("is_not_null")));
      var position = row.getInt("key_position");
      if (!row.wasNull()) {
        key.put(position, column);
      }
    }

    Relation relation() {
      return new Relation(kind, columns, List.copyOf(key.values()), comment);
    }
  }
}
