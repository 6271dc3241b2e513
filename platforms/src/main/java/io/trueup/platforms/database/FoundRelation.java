package io.trueup.platforms.database;

import io.trueup.platforms.schema.Check;
import io.trueup.platforms.schema.ColumnDefinition;
import io.trueup.platforms.schema.Grant;
import io.trueup.platforms.schema.Index;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.Relation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A relation whose rows are still being read. Not thread-safe. */
final class FoundRelation {

  private final ObjectName name;
  private final Relation.Kind kind;
  private final String owner;
  private final long bytes;
  private final int attributes;
  private final Relation.@Nullable Definition view;
  private final @Nullable String comment;
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final List<Index> indexes = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private final SortedSet<Grant> grants = new TreeSet<>();
  private final SortedSet<ObjectName> readers = new TreeSet<>();
  private List<String> primaryKey = List.of();
  private List<String> partitionedBy = List.of();

  private FoundRelation(ResultSet row, Relation.Kind kind) throws SQLException {
    this.name = Rows.name(row);
    this.kind = kind;
    this.owner = Rows.text(row, "owner");
    this.bytes = row.getLong("bytes");
    this.attributes = row.getInt("attributes");
    this.comment = row.getString("comment");
    this.view =
        kind == Relation.Kind.VIEW
            ? new Relation.Definition(
                Rows.text(row, "query").strip().replaceAll(";$", ""),
                Rows.texts(row, "options"),
                row.getBoolean("is_written"))
            : null;
  }

  static FoundRelation read(ResultSet row) throws SQLException {
    return new FoundRelation(row, kind(Rows.text(row, "kind")));
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

  void addColumn(ResultSet row) throws SQLException {
    columns.add(
        new ColumnDefinition(
            Rows.text(row, "name"),
            Rows.text(row, "type"),
            !row.getBoolean("is_not_null"),
            row.getString("collation"),
            row.getString("standard"),
            row.getString("comment")));
  }

  void addIndex(ResultSet row) throws SQLException {
    var over = Rows.texts(row, "columns");
    if (row.getBoolean("is_primary")) {
      primaryKey = over;
    } else {
      indexes.add(
          new Index(
              Rows.text(row, "name"),
              over,
              row.getBoolean("is_unique"),
              row.getBoolean("is_valid")));
    }
  }

  void addCheck(ResultSet row) throws SQLException {
    checks.add(
        new Check(
            Rows.text(row, "name"), Rows.text(row, "condition"), row.getBoolean("is_validated")));
  }

  void addGrant(Grant grant) {
    grants.add(grant);
  }

  void addReader(ObjectName reader) {
    readers.add(reader);
  }

  void partitionBy(ResultSet row) throws SQLException {
    partitionedBy = Rows.texts(row, "columns");
  }

  Relation relation() {
    return new Relation(
        kind,
        columns,
        primaryKey,
        comment,
        new Relation.Extras(
            owner,
            bytes,
            attributes,
            checks,
            indexes,
            partitionedBy,
            grants,
            view,
            List.copyOf(readers)));
  }
}
