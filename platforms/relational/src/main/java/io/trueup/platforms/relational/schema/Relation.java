package io.trueup.platforms.relational.schema;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A table, view or other relation that a database holds.
 *
 * @param columns in their order
 * @param primaryKey names of columns in the key's order; empty when it has none
 * @param comment null when it has none
 * @param extras properties that only some relations have or only some changes need
 */
public record Relation(
    Kind kind,
    List<ColumnDefinition> columns,
    List<String> primaryKey,
    @Nullable String comment,
    Extras extras) {

  /** The kinds of relation that matter here. */
  public enum Kind {
    TABLE,
    PARTITIONED_TABLE,
    VIEW,
    MATERIALIZED_VIEW,
    /** An index, a sequence, a foreign table or anything else in the namespace of tables. */
    OTHER;

    /** The keyword in SQL, and the word for people. */
    String keyword() {
      return switch (this) {
        case TABLE, PARTITIONED_TABLE -> "TABLE";
        case VIEW -> "VIEW";
        case MATERIALIZED_VIEW -> "MATERIALIZED VIEW";
        case OTHER -> "RELATION";
      };
    }

    String word() {
      return keyword().toLowerCase(Locale.ROOT);
    }

    boolean isTable() {
      return this == TABLE || this == PARTITIONED_TABLE;
    }
  }

  /**
   * The other properties of a relation.
   *
   * @param owner the role that owns it
   * @param bytes the size of its rows on disk, all partitions together; 0 when it never had any
   * @param attributes how many columns it ever had, because Postgres counts dropped ones
   * @param checks of a table; by name
   * @param indexes of a table, without that of its primary key; by name
   * @param partitionedBy names of the columns by whose hash it is partitioned; empty when it is not
   * @param partitions of a partitioned table; by name
   * @param grants of roles other than the owner
   * @param view the definition of a view; null for anything else
   * @param readers the views that read it directly
   */
  public record Extras(
      String owner,
      long bytes,
      int attributes,
      List<CheckConstraint> checks,
      List<TableIndex> indexes,
      List<String> partitionedBy,
      List<Partition> partitions,
      SortedSet<Grant> grants,
      @Nullable Definition view,
      List<ObjectName> readers) {

    /** No extras. */
    public static final Extras NONE =
        new Extras(
            "",
            0,
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Collections.emptySortedSet(),
            null,
            List.of());

    public Extras {
      checks = List.copyOf(checks);
      indexes = List.copyOf(indexes);
      partitionedBy = List.copyOf(partitionedBy);
      partitions = List.copyOf(partitions);
      grants = Collections.unmodifiableSortedSet(new TreeSet<>(grants));
      readers = List.copyOf(readers);
    }

    Extras withChecks(List<CheckConstraint> other) {
      return new Extras(
          owner,
          bytes,
          attributes,
          other,
          indexes,
          partitionedBy,
          partitions,
          grants,
          view,
          readers);
    }

    Extras withIndexes(List<TableIndex> other) {
      return new Extras(
          owner,
          bytes,
          attributes,
          checks,
          other,
          partitionedBy,
          partitions,
          grants,
          view,
          readers);
    }

    Extras withGrants(SortedSet<Grant> other) {
      return new Extras(
          owner,
          bytes,
          attributes,
          checks,
          indexes,
          partitionedBy,
          partitions,
          other,
          view,
          readers);
    }

    Extras withReaders(List<ObjectName> other) {
      return new Extras(
          owner,
          bytes,
          attributes,
          checks,
          indexes,
          partitionedBy,
          partitions,
          grants,
          view,
          other);
    }

    Extras withView(Definition other) {
      return new Extras(
          owner,
          bytes,
          attributes,
          checks,
          indexes,
          partitionedBy,
          partitions,
          grants,
          other,
          readers);
    }

    Extras withPartitions(List<Partition> other) {
      return new Extras(
          owner, bytes, attributes, checks, indexes, partitionedBy, other, grants, view, readers);
    }
  }

  /**
   * A partition of a table.
   *
   * @param modulus how many remainders there are; 0 when it is not partitioned by hash
   * @param remainder the one that this partition takes
   */
  public record Partition(ObjectName name, int modulus, int remainder) {}

  /**
   * The definition of a view.
   *
   * @param query as the catalog spells it, without a trailing semicolon
   * @param options such as {@code security_barrier=true}
   * @param isWritten whether it has triggers, rules or defaults of its own, which could not be
   *     restored
   * @param access null when it was not read
   */
  public record Definition(
      String query, List<String> options, boolean isWritten, @Nullable ViewAccess access) {
    public Definition {
      options = List.copyOf(options);
    }

    /** A definition whose privileges were not read. */
    public Definition(String query, List<String> options, boolean isWritten) {
      this(query, options, isWritten, null);
    }
  }

  public Relation {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  /** A relation without extras. */
  public static Relation of(
      Kind kind,
      List<ColumnDefinition> columns,
      List<String> primaryKey,
      @Nullable String comment) {
    return new Relation(kind, columns, primaryKey, comment, Extras.NONE);
  }

  Relation withComment(@Nullable String text) {
    return new Relation(kind, columns, primaryKey, text, extras);
  }

  Relation withColumns(List<ColumnDefinition> other) {
    return new Relation(kind, other, primaryKey, comment, extras);
  }

  Relation withPrimaryKey(List<String> other) {
    return new Relation(kind, columns, other, comment, extras);
  }

  Relation with(Extras other) {
    return new Relation(kind, columns, primaryKey, comment, other);
  }
}
