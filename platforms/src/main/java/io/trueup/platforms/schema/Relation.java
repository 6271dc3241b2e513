package io.trueup.platforms.schema;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds under one name.
 *
 * @param columns in their order
 * @param primaryKey names of columns in the key's order; empty when it has none
 * @param comment null when it has none
 * @param extras what only some relations have, or what only some changes ask for
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
    /** An index, a sequence, a foreign table and whatever else shares the tables' names. */
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
   * The rest.
   *
   * @param owner the role that owns it
   * @param bytes what its rows take on disk, all partitions together; 0 when it never had any
   * @param attributes how many columns it ever had: Postgres counts those that were dropped
   * @param checks of a table; by name
   * @param indexes of a table, without that of its primary key; by name
   * @param partitionedBy names of the columns by whose hash it is divided; empty when it is not
   * @param partitions of a table that is divided; by name
   * @param grants beside the owner's own
   * @param view what only a view has; null for anything else
   * @param readers the views that read it, at once and not through others
   */
  public record Extras(
      String owner,
      long bytes,
      int attributes,
      List<Check> checks,
      List<Index> indexes,
      List<String> partitionedBy,
      List<Partition> partitions,
      SortedSet<Grant> grants,
      @Nullable Definition view,
      List<ObjectName> readers) {

    /** None of it. */
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

    Extras withChecks(List<Check> other) {
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

    Extras withIndexes(List<Index> other) {
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
   * A table that holds some of another one's rows.
   *
   * @param modulus how many remainders there are; 0 when rows are not divided by a hash
   * @param remainder which of them it takes
   */
  public record Partition(ObjectName name, int modulus, int remainder) {}

  /**
   * What makes a view.
   *
   * @param query as the catalog spells it, without a trailing semicolon
   * @param options such as {@code security_barrier=true}
   * @param isWritten whether triggers, rules or defaults of its own hang on it, which could not be
   *     restored
   * @param access null when nobody looked
   */
  public record Definition(
      String query, List<String> options, boolean isWritten, @Nullable Access access) {
    public Definition {
      options = List.copyOf(options);
    }

    /** One of which nobody looked who may do what with it. */
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
