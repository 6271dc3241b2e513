package io.trueup.platforms.database;

import java.io.Serial;
import java.sql.SQLException;

/** One statement of a plan failed; nothing of its transaction is left. */
final class FailedStatement extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  private final String sql;

  FailedStatement(String sql, SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause);
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
