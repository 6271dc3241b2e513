package io.trueup.platforms.dialect;

import io.trueup.platforms.container.ContainerRules;
import io.trueup.platforms.schema.SchemaChange;

/** PostgreSQL, in whose words changes speak by themselves. */
final class PostgresDialect extends Dialect {

  PostgresDialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  public Rendering render(SchemaChange change) {
    return sql(change.sql());
  }
}
