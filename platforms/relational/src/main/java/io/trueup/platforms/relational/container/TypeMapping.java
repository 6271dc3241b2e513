package io.trueup.platforms.relational.container;

import java.util.Optional;

/** How a product holds a type of the model. */
public sealed interface TypeMapping {

  /** The placeholder of the column in a check. */
  String COLUMN = "{column}";

  /** The product holds every value. */
  sealed interface SupportedType extends TypeMapping permits Exact, Wider, Converted {

    /** The native type, as the product's catalog or statements spell it; without a collation. */
    String sql();
  }

  /** Held by a native type with the same values. */
  record Exact(String sql) implements SupportedType {}

  /**
   * Held by a native type with more values.
   *
   * @param check a condition that rejects the others, with {@link #COLUMN} in place of the column's
   *     quoted name; empty when the loading job must reject them
   */
  record Wider(String sql, String check) implements SupportedType {

    /** The condition on a column of that quoted name. */
    public Optional<String> checkOf(String quotedColumn) {
      return check.isEmpty() ? Optional.empty() : Optional.of(check.replace(COLUMN, quotedColumn));
    }
  }

  /**
   * Held by a native type for something else, with each value in an encoding that reads back to the
   * same value.
   *
   * @param how the encoding, such as "as its JSON text"
   */
  record Converted(String sql, String how) implements SupportedType {}

  /**
   * The product does not hold it.
   *
   * @param message the problem, as a sentence that starts with the product
   * @param remedy an alternative that works
   */
  record UnsupportedType(String message, String remedy) implements TypeMapping {}
}
