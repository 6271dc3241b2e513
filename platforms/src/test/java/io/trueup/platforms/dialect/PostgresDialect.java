package io.trueup.platforms.dialect;

import io.trueup.platforms.container.ContainerRules;
import io.trueup.platforms.schema.PostgresSql;
import io.trueup.platforms.schema.SchemaChange;

/** PostgreSQL, as its platform type writes it. */
final class PostgresDialect extends Dialect {

  PostgresDialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  public Rendering render(SchemaChange change) {
    return sql(PostgresSql.render(change));
  }
}
