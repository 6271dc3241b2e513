package io.trueup.platforms.database;

import io.trueup.platforms.schema.SchemaChange;
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
