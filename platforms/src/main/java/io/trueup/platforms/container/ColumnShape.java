package io.trueup.platforms.container;

import io.trueup.model.type.DataType;

/**
 * A column that a dataset has, whichever way it is declared.
 *
 * @param name as declared: of a column, or of a field of the record
 * @param nullable whether a row may lack it; never for a column of the key
 */
public record ColumnShape(String name, DataType type, boolean nullable) {}
