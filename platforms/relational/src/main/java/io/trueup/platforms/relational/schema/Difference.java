package io.trueup.platforms.relational.schema;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Drift: where a database differs from the desired schema and is left as it is.
 *
 * @param name the object that differs
 * @param message the difference, for a person
 * @param choice a statement with which an operator could remove it, and which Trueup never runs by
 *     itself; null when there is none
 */
public record Difference(ObjectName name, Kind kind, String message, @Nullable String choice) {

  /** The kinds of difference. */
  public enum Kind {
    EXTRA_RELATION,
    EXTRA_COLUMN,
    EXTRA_INDEX,
    EXTRA_GRANT,
    OTHER_TYPE,
    OTHER_COLLATION,
    OTHER_NULLABILITY,
    OTHER_PARTITIONING,
    MISSING_ROLE,
    STRANGE_ROLE,
    UNMARKED_SCHEMA,
    STRANGE_SCHEMA;

    /** For people and programs, such as {@code extra-column}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
