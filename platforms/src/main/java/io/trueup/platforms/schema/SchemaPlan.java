package io.trueup.platforms.schema;

import java.util.List;

/**
 * How a database gets to what is desired.
 *
 * @param changes in the order in which they work
 */
public record SchemaPlan(List<SchemaChange> changes) {

  public SchemaPlan {
    changes = List.copyOf(changes);
  }

  /** What has a statement, in its order. */
  public List<SchemaChange.Statement> statements() {
    return only(SchemaChange.Statement.class);
  }

  /** What is refused. */
  public List<SchemaChange.Refuse> refusals() {
    return only(SchemaChange.Refuse.class);
  }

  /** What cannot be done yet. */
  public List<SchemaChange.Lack> lacks() {
    return only(SchemaChange.Lack.class);
  }

  /** Whether the database holds what is desired. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  private <T extends SchemaChange> List<T> only(Class<T> type) {
    return changes.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
