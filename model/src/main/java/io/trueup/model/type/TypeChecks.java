package io.trueup.model.type;

/** Checks that the constructors of types make. */
final class TypeChecks {

  private TypeChecks() {}

  @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be a library of the model's.
  static void require(boolean holds, String phrase, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(phrase.formatted(values));
    }
  }

  static void within(String what, int value, int greatest) {
    require(
        value >= 1 && value <= greatest,
        "its %s of %s is not between 1 and %s",
        what,
        value,
        greatest);
  }

  static void length(int length) {
    if (length != DataType.UNBOUNDED) {
      within("length", length, DataType.LONGEST);
    }
  }

  /** Called with each part, so that no type is too deep to recurse into. */
  static void depth(DataType part) {
    require(
        part.depth() < DataType.DEEPEST,
        "types are nested more than %s levels deep",
        DataType.DEEPEST);
  }
}
