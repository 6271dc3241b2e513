package io.trueup.platforms.relational.container;

import io.trueup.model.type.DataType;

/**
 * A column of a dataset, however it is declared.
 *
 * @param name as declared: of a column, or of a field of the record
 * @param nullable whether a row may have no value; never true for a column of the key
 */
public record ColumnShape(String name, DataType type, boolean nullable) {}
