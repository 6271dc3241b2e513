package io.trueup.platforms.relational.schema;

import io.trueup.platforms.relational.schema.NativeTypes.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The structure of a table as far as rows depend on it. A later version of the model is compared
 * with it, to know whether the table can become what that version declares. Its {@link #text} is
 * read back by {@link #parse}.
 *
 * @param columns without defaults and comments
 * @param primaryKey names of columns in the key's order
 * @param partitionedBy names of the columns by which it is partitioned; empty when it is not
 */
public record TableForm(
    List<ColumnDefinition> columns, List<String> primaryKey, List<String> partitionedBy) {

  private static final String KEY = "key";
  private static final String PARTITION = "partition";
  private static final String COLUMN = "column";
  private static final String NOT_NULL = "not null";
  private static final int COLUMN_PARTS = 5;

  /** Whether the dataset of the table has been in the model all the time. */
  public enum Use {
    /** It has been. */
    CURRENT,
    /** It was removed, and is declared again. */
    RETURNING
  }

  public TableForm {
    columns =
        columns.stream()
            .map(it ->
                new ColumnDefinition(
                    it.name(), it.type(), it.nullable(), it.collation(), null, null))
            .toList();
    primaryKey = List.copyOf(primaryKey);
    partitionedBy = List.copyOf(partitionedBy);
  }

  /** The form of a declared table. */
  public static TableForm of(DesiredTable table) {
    var partitioning = table.options().partitioning();
    return new TableForm(
        table.columns(),
        table.primaryKey(),
        partitioning == null ? List.of() : partitioning.columns());
  }

  /** The form of an existing table. */
  public static TableForm of(Relation relation) {
    return new TableForm(
        relation.columns(), relation.primaryKey(), relation.extras().partitionedBy());
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it is no such text
   */
  public static TableForm parse(String text) {
    var columns = new ArrayList<ColumnDefinition>();
    var key = List.<String>of();
    var partition = List.<String>of();
    for (var line : text.lines().toList()) {
      var parts = Arrays.asList(line.split("\t", -1));
      switch (parts.getFirst()) {
        case KEY -> key = parts.subList(1, parts.size());
        case PARTITION -> partition = parts.subList(1, parts.size());
        case COLUMN -> columns.add(column(parts));
        default ->
            throw new IllegalArgumentException(
                "Cannot read '%s' as the form of a table".formatted(text));
      }
    }
    return new TableForm(columns, key, partition);
  }

  private static ColumnDefinition column(List<String> parts) {
    if (parts.size() != COLUMN_PARTS) {
      throw new IllegalArgumentException("Cannot read %s as a column of a form".formatted(parts));
    }
    var collation = parts.get(4);
    return new ColumnDefinition(
        parts.get(1),
        parts.get(2),
        !parts.get(3).equals(NOT_NULL),
        collation.isEmpty() ? null : collation,
        null,
        null);
  }

  /** One line for each column, one for the key and one for the partitioning. */
  public String text() {
    var lines = new ArrayList<String>();
    for (var it : columns) {
      lines.add(
          String.join(
              "\t",
              COLUMN,
              it.name(),
              it.type(),
              it.nullable() ? "" : NOT_NULL,
              Objects.requireNonNullElse(it.collation(), "")));
    }
    if (!primaryKey.isEmpty()) {
      lines.add(KEY + "\t" + String.join("\t", primaryKey));
    }
    if (!partitionedBy.isEmpty()) {
      lines.add(PARTITION + "\t" + String.join("\t", partitionedBy));
    }
    return String.join("\n", lines);
  }

  /**
   * The form after the table was brought to what is declared: undeclared columns stay, but are
   * nullable.
   */
  public TableForm alteredTo(TableForm declared) {
    var had = byName();
    var now = new ArrayList<ColumnDefinition>();
    for (var column : declared.columns) {
      var before = had.remove(column.name());
      var isWider =
          before != null
              && NativeTypes.between(before.type(), column.type()) == Step.NONE
              && NativeTypes.between(column.type(), before.type()) != Step.NONE;
      now.add(before != null && isWider ? column.withType(before.type()) : column);
    }
    had.values().forEach(it -> now.add(it.asNullable(true)));
    return new TableForm(now, declared.primaryKey, partitionedBy);
  }

  /**
   * Why a table of this form cannot become a declared one with the rows that it has; empty when it
   * can.
   */
  public Optional<String> obstacle(TableForm declared, Use use) {
    if (!primaryKey.isEmpty() && !primaryKey.equals(declared.primaryKey)) {
      return Optional.of(
          "its key is (%s), and (%s) is declared"
              .formatted(String.join(", ", primaryKey), String.join(", ", declared.primaryKey)));
    }
    if (use == Use.RETURNING && !partitionedBy.equals(declared.partitionedBy)) {
      return Optional.of("it is partitioned otherwise than is declared");
    }
    var found = byName();
    for (var column : declared.columns) {
      var obstacle = obstacle(found.get(column.name()), column, use);
      if (obstacle.isPresent()) {
        return obstacle;
      }
    }
    return Optional.empty();
  }

  private Optional<String> obstacle(
      @Nullable ColumnDefinition found, ColumnDefinition declared, Use use) {
    if (found == null) {
      return declared.nullable() || declared.defaultSql() != null
          ? Optional.empty()
          : Optional.of(
              "it has no column '%s', which is declared not to be null".formatted(declared.name()));
    }
    var step = NativeTypes.between(found.type(), declared.type());
    var isDivided = partitionedBy.contains(found.name());
    if (step != Step.SAME
        && (isDivided || (step == Step.NONE && !mayStayWider(found, declared, use)))) {
      return Optional.of(
          "its column '%s' is %s, and %s is declared"
              .formatted(found.name(), found.type(), declared.type()));
    }
    if (found.nullable() && !declared.nullable()) {
      return Optional.of(
          "its column '%s' may be null, and is declared not to be".formatted(found.name()));
    }
    return use == Use.RETURNING && !Objects.equals(found.collation(), declared.collation())
        ? Optional.of(
            "its column '%s' is collated otherwise than is declared".formatted(found.name()))
        : Optional.empty();
  }

  /** A rollback declares the former type again, and the wider type holds its values. */
  private static boolean mayStayWider(ColumnDefinition found, ColumnDefinition declared, Use use) {
    return use == Use.CURRENT && NativeTypes.between(declared.type(), found.type()) != Step.NONE;
  }

  private Map<String, ColumnDefinition> byName() {
    var byName = new LinkedHashMap<String, ColumnDefinition>();
    columns.forEach(it -> byName.put(it.name(), it));
    return byName;
  }
}
