package io.trueup.platforms.relational.schema;

import java.util.List;

/**
 * An index of a table, apart from that of its primary key. It is in the table's schema.
 *
 * @param name as the catalog spells it; ends in a digest of the indexed columns
 * @param columns names of columns, in their order
 * @param isUnique whether no two rows may have the same values in them
 * @param isValid whether it can be used; false when building it was interrupted
 * @param isOfConstraint whether it belongs to a constraint of its name, and is dropped with it
 */
public record TableIndex(
    String name, List<String> columns, boolean isUnique, boolean isValid, boolean isOfConstraint) {

  private static final String MARK = "_trueup_";

  public TableIndex {
    columns = List.copyOf(columns);
  }

  /** The index of a table over some columns. */
  public static TableIndex of(ObjectName table, List<String> columns, boolean isUnique) {
    var digest =
        ShortDigests.of(
            "index", table.toString(), String.join("/", columns), isUnique ? "unique" : "");
    return new TableIndex(
        ShortDigests.fit(table.name(), MARK + digest), columns, isUnique, true, false);
  }
}
