package io.trueup.platforms.container;

import java.util.Optional;

/** How a product holds a type of the model. */
public sealed interface Holding {

  /** The column's placeholder in a check. */
  String COLUMN = "{column}";

  /** It holds every value. */
  sealed interface Held extends Holding permits Exact, Wider, Converted {

    /** The native type, as the product's catalog or statements spell it; without a collation. */
    String sql();
  }

  /** By a native type with the same values. */
  record Exact(String sql) implements Held {}

  /**
   * By a native type with more values.
   *
   * @param check what keeps the others out, as a condition with {@link #COLUMN} in the place of the
   *     column's quoted name; empty when whoever loads must
   */
  record Wider(String sql, String check) implements Held {

    /** The condition on a column of that quoted name. */
    public Optional<String> checkOf(String quotedColumn) {
      return check.isEmpty() ? Optional.empty() : Optional.of(check.replace(COLUMN, quotedColumn));
    }
  }

  /**
   * By a native type for something else, each value written in a way that can be read back to the
   * same value.
   *
   * @param how the way, as "as its JSON text"
   */
  record Converted(String sql, String how) implements Held {}

  /**
   * It does not.
   *
   * @param message what is wrong, as a sentence that begins with the product
   * @param remedy what would work
   */
  record NotHeld(String message, String remedy) implements Holding {}
}
