package io.trueup.platforms.postgres.database;

import java.io.Serial;
import java.sql.SQLException;

/** The caller was interrupted, and the running statement was cancelled. */
final class StoppedException extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped on request", "57014");
  }
}
