package io.trueup.platforms.schema;

import java.util.Comparator;

/**
 * What a role may do with an object.
 *
 * @param role as the catalog spells it; {@code PUBLIC} for everybody
 * @param privilege as SQL spells it, such as {@code SELECT}
 * @param isGrantable whether the role may pass it on
 */
public record Grant(String role, String privilege, boolean isGrantable)
    implements Comparable<Grant> {

  /** Everybody. */
  public static final String PUBLIC = "PUBLIC";

  private static final Comparator<Grant> ORDER =
      Comparator.comparing(Grant::role)
          .thenComparing(Grant::privilege)
          .thenComparing(Grant::isGrantable);

  /** That a role may read a table or view. */
  public static Grant select(String role) {
    return new Grant(role, "SELECT", false);
  }

  /** That a role may name what lies in a schema. */
  public static Grant usage(String role) {
    return new Grant(role, "USAGE", false);
  }

  @Override
  public int compareTo(Grant other) {
    return ORDER.compare(this, other);
  }
}
