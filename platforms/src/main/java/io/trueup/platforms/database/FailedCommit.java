package io.trueup.platforms.database;

import java.io.Serial;
import java.sql.SQLException;

/** A transaction could not be committed; when the connection was lost, nobody knows whether. */
final class FailedCommit extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  FailedCommit(SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause);
  }
}
