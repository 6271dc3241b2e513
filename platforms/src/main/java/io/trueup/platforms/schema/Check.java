package io.trueup.platforms.schema;

import java.util.List;

/**
 * A condition that every row of a table meets.
 *
 * @param name as the catalog spells it; ends in a digest of the condition, so that a condition of
 *     one name is always the same one
 * @param columns names of those that the condition is about
 * @param condition in SQL, without the parentheses around it
 * @param isValidated whether the rows that were there before it are known to meet it
 */
public record Check(String name, List<String> columns, String condition, boolean isValidated) {

  private static final String MARK = "_trueup_";

  public Check {
    columns = List.copyOf(columns);
  }

  /** The check of a column. */
  public static Check of(String column, String condition) {
    var digest = Digests.of("check", column, condition);
    return new Check(Digests.fit(column, MARK + digest), List.of(column), condition, true);
  }

  Check withValidated(boolean other) {
    return new Check(name, columns, condition, other);
  }

  /** Whether a check of that name was made here; others are somebody else's. */
  static boolean isOurs(String name) {
    var at = name.lastIndexOf(MARK);
    return at >= 0 && Digests.isDigest(name.substring(at + MARK.length()));
  }
}
