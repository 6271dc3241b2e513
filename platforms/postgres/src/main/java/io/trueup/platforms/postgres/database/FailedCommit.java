package io.trueup.platforms.postgres.database;

import java.io.Serial;
import java.sql.SQLException;

/** A commit failed; if the connection was lost, the transaction may have committed. */
final class FailedCommit extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  FailedCommit(SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause);
  }
}
