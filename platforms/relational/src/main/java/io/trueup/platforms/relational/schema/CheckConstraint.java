package io.trueup.platforms.relational.schema;

import java.util.List;

/**
 * A check constraint: a condition that every row of a table meets.
 *
 * @param name as the catalog spells it; ends in a digest of the condition, so that one name always
 *     means the same condition
 * @param columns names of the columns in the condition
 * @param condition in SQL, without the parentheses around it
 * @param isValidated whether rows older than the check are known to meet it
 */
public record CheckConstraint(
    String name, List<String> columns, String condition, boolean isValidated) {

  private static final String MARK = "_trueup_";

  public CheckConstraint {
    columns = List.copyOf(columns);
  }

  /** The check of a column. */
  public static CheckConstraint of(String column, String condition) {
    var digest = ShortDigests.of("check", column, condition);
    return new CheckConstraint(
        ShortDigests.fit(column, MARK + digest), List.of(column), condition, true);
  }

  CheckConstraint withValidated(boolean other) {
    return new CheckConstraint(name, columns, condition, other);
  }

  /** Whether Trueup created a check of that name. */
  static boolean isOurs(String name) {
    var at = name.lastIndexOf(MARK);
    return at >= 0 && ShortDigests.isDigest(name.substring(at + MARK.length()));
  }
}
