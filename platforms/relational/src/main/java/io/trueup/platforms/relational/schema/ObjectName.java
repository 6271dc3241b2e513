package io.trueup.platforms.relational.schema;

import java.util.Comparator;

/**
 * The physical name of a table or view.
 *
 * @param schema as the catalog spells it
 * @param name as the catalog spells it
 */
public record ObjectName(String schema, String name) implements Comparable<ObjectName> {

  private static final Comparator<ObjectName> ORDER =
      Comparator.comparing(ObjectName::schema).thenComparing(ObjectName::name);

  @Override
  public int compareTo(ObjectName other) {
    return ORDER.compare(this, other);
  }

  /** {@code schema.name}, for people. */
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
