package io.trueup.platforms.schema;

import java.util.List;

/**
 * What belongs together in a plan: a table with all that hangs on it, or a view.
 *
 * @param name the table or view
 * @param statements in the order in which they work
 */
public record SchemaUnit(ObjectName name, List<PlannedStatement> statements) {

  public SchemaUnit {
    statements = List.copyOf(statements);
  }
}
