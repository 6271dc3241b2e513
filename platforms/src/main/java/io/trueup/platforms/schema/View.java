package io.trueup.platforms.schema;

import io.trueup.model.fingerprint.Canonical;
import java.util.Comparator;
import java.util.List;

/**
 * A desired read-only view of some columns of one table.
 *
 * @param source the table it shows
 * @param columns in the order that a new view gets
 * @param comment what the catalog is to say about it; holds the {@link #digest}, by which a planner
 *     knows the definition again
 */
public record View(
    ObjectName name, ObjectName source, List<ColumnDefinition> columns, String comment) {

  /**
   * A view.
   *
   * @throws IllegalArgumentException when the comment lacks the digest of the definition
   */
  public View {
    columns = List.copyOf(columns);
    if (!comment.contains(digest(source, columns))) {
      throw new IllegalArgumentException(
          "Cannot define view %s: its comment lacks the digest %s of its definition"
              .formatted(name, digest(source, columns)));
    }
  }

  /**
   * A digest of the definition. The order of columns is left out: Postgres can only append to a
   * view, so a column that is declared in the middle ends up last.
   */
  public static String digest(ObjectName source, List<ColumnDefinition> columns) {
    var canonical = Canonical.of("view").add(source.schema()).add(source.name());
    columns.stream()
        .sorted(Comparator.comparing(ColumnDefinition::name))
        .forEach(column -> canonical.add(column.name()).add(column.type()));
    return canonical.fingerprint().toString();
  }
}
