package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.SchemaChange;
import java.io.Serial;
import java.sql.SQLException;

/** One statement of a plan failed, and its transaction was rolled back. */
final class FailedStatement extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient SchemaChange change;

  FailedStatement(SchemaChange change, SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause);
    this.change = change;
  }

  SchemaChange change() {
    return change;
  }
}
