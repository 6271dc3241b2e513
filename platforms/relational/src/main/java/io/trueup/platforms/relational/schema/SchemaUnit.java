package io.trueup.platforms.relational.schema;

import java.util.List;

/**
 * The statements for one table, with its indexes and dependent views, or for one view.
 *
 * @param name the table or view
 * @param statements in the order in which they run
 */
public record SchemaUnit(ObjectName name, List<PlannedStatement> statements) {

  public SchemaUnit {
    statements = List.copyOf(statements);
  }
}
