package io.trueup.platforms.relational.schema;

import java.util.Comparator;

/**
 * A privilege of a role on an object.
 *
 * @param role as the catalog spells it; {@code PUBLIC} for every role
 * @param privilege as SQL spells it, such as {@code SELECT}
 * @param isGrantable whether the role may pass it on
 */
public record Grant(String role, String privilege, boolean isGrantable)
    implements Comparable<Grant> {

  /** Every role. */
  public static final String PUBLIC = "PUBLIC";

  private static final Comparator<Grant> ORDER =
      Comparator.comparing(Grant::role)
          .thenComparing(Grant::privilege)
          .thenComparing(Grant::isGrantable);

  /** The privilege to read a table or view. */
  public static Grant select(String role) {
    return new Grant(role, "SELECT", false);
  }

  /** The privilege to use a schema. */
  public static Grant usage(String role) {
    return new Grant(role, "USAGE", false);
  }

  @Override
  public int compareTo(Grant other) {
    return ORDER.compare(this, other);
  }
}
