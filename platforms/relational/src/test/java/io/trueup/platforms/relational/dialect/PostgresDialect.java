package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.PostgresSql;
import io.trueup.platforms.relational.schema.SchemaChange;

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
