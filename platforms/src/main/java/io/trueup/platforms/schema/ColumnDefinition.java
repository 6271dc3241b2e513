package io.trueup.platforms.schema;

/**
 * A physical column.
 *
 * @param name as the catalog spells it
 * @param type as Postgres's {@code format_type} spells it, such as {@code character varying(40)}
 * @param nullable whether a row may lack it; always true for a view's
 */
public record ColumnDefinition(String name, String type, boolean nullable) {}
