package io.trueup.platforms.database;

import java.io.Serial;
import java.sql.SQLException;

/** Whoever asked for the work does not want it any more; what ran was cancelled. */
final class StoppedException extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped on request", "57014");
  }
}
