package io.trueup.platforms.relational.schema;

import org.jspecify.annotations.Nullable;

/**
 * A physical column.
 *
 * @param name as the catalog spells it
 * @param type as Postgres's {@code format_type} spells it, such as {@code character varying(40)}
 * @param nullable whether a row may have no value; always true for a view's column
 * @param collation as the catalog spells it; null for the type's default
 * @param defaultSql the SQL of its default value, a constant where the model declares it; null for
 *     none
 * @param comment its comment in the catalog; null for none
 */
public record ColumnDefinition(
    String name,
    String type,
    boolean nullable,
    @Nullable String collation,
    @Nullable String defaultSql,
    @Nullable String comment) {

  /** A column without collation, default or comment. */
  public static ColumnDefinition of(String name, String type, boolean nullable) {
    return new ColumnDefinition(name, type, nullable, null, null, null);
  }

  /** The same with another comment. */
  public ColumnDefinition withComment(@Nullable String text) {
    return new ColumnDefinition(name, type, nullable, collation, defaultSql, text);
  }

  /** The same with another type. */
  public ColumnDefinition withType(String other) {
    return new ColumnDefinition(name, other, nullable, collation, defaultSql, comment);
  }

  /** The same, nullable or not. */
  public ColumnDefinition asNullable(boolean mayBeNull) {
    return new ColumnDefinition(name, type, mayBeNull, collation, defaultSql, comment);
  }

  /** As a view shows it: its name, type and comment. */
  public ColumnDefinition asViewed() {
    return new ColumnDefinition(name, type, true, null, null, comment);
  }
}
