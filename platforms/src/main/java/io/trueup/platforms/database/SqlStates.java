package io.trueup.platforms.database;

import java.sql.SQLException;
import java.util.regex.Pattern;

/** What the failure of a statement means for what is done next, by its SQLSTATE. Pure. */
final class SqlStates {

  /** Another session is changing the database: the SQLSTATE for "object in use". */
  static final String DATABASE_BUSY = "55006";

  /** Something is not as it was looked at: the SQLSTATE for "serialization failure". */
  static final String CHANGED_MEANWHILE = "40001";

  /** One of the catalog's own, between quotes of whatever language the server speaks. */
  private static final Pattern SYSTEM_INDEX = Pattern.compile("(?<!\\w)pg_\\w+_index(?!\\w)");

  private SqlStates() {}

  /** Whether the same may work a moment later, when another session let go of a lock. */
  static boolean isLockContention(SQLException failure) {
    return switch (of(failure)) {
      case "55P03", "40P01", CHANGED_MEANWHILE -> true;
      default -> false;
    };
  }

  /** Whether a fresh look may find something else to do, such as a schema that another made. */
  static boolean isWorthAnotherLook(SQLException failure) {
    return isLockContention(failure) || of(failure).equals("42P06") || isMadeMeanwhile(failure);
  }

  /** Whether nothing else would work in this database now either. */
  static boolean isDatabaseUnusable(SQLException failure) {
    var state = of(failure);
    return failure instanceof StoppedException
        || isConnectionLost(failure)
        || state.startsWith("28")
        || state.startsWith("3D")
        || state.equals("53100")
        || state.equals("53300")
        || state.equals("25006")
        || state.equals(SessionSettings.UNFIT)
        || state.equals(DATABASE_BUSY);
  }

  /** Whether what was being done may have happened all the same. */
  static boolean isConnectionLost(SQLException failure) {
    var state = of(failure);
    return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
  }

  /** Two sessions that make the same at once meet in the catalog's own indexes. */
  static boolean isMadeMeanwhile(SQLException failure) {
    var text = String.valueOf(withState(failure).getMessage());
    return SYSTEM_INDEX.matcher(text.lines().findFirst().orElse("")).find();
  }

  /** The SQLSTATE of a failure; empty when there is none. */
  static String of(SQLException failure) {
    var state = withState(failure).getSQLState();
    return state == null ? "" : state;
  }

  /** A pool wraps what the driver says. */
  static SQLException withState(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found && found.getSQLState() != null) {
        return found;
      }
    }
    return failure;
  }
}
