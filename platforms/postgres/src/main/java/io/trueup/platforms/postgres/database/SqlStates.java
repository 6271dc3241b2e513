package io.trueup.platforms.postgres.database;

import java.sql.SQLException;
import java.util.regex.Pattern;

/** Decides by the SQLSTATE of a failed statement how to go on. Pure. */
final class SqlStates {

  /** Another session is changing the database: the SQLSTATE for "object in use". */
  static final String DATABASE_BUSY = "55006";

  /** The catalog has changed since it was read: the SQLSTATE for "serialization failure". */
  static final String CHANGED_MEANWHILE = "40001";

  /** An index of the catalog; servers quote its name differently by language. */
  private static final Pattern SYSTEM_INDEX = Pattern.compile("(?<!\\w)pg_\\w+_index(?!\\w)");

  private SqlStates() {}

  /** Whether a retry may succeed once another session has released a lock. */
  static boolean isLockContention(SQLException failure) {
    return switch (of(failure)) {
      case "55P03", "40P01", CHANGED_MEANWHILE -> true;
      default -> false;
    };
  }

  /** Whether a new plan may differ, such as after another session created the schema. */
  static boolean isWorthReplanning(SQLException failure) {
    return isLockContention(failure) || of(failure).equals("42P06") || isCreatedMeanwhile(failure);
  }

  /** Whether no other statement would succeed in this database now either. */
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

  /** Whether the connection is lost, so that the statement may have landed all the same. */
  static boolean isConnectionLost(SQLException failure) {
    var state = of(failure);
    return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
  }

  /**
   * Whether two sessions created the same object at once, which violates an index of the catalog.
   */
  static boolean isCreatedMeanwhile(SQLException failure) {
    var text = String.valueOf(withState(failure).getMessage());
    return SYSTEM_INDEX.matcher(text.lines().findFirst().orElse("")).find();
  }

  /** The SQLSTATE of a failure; empty when there is none. */
  static String of(SQLException failure) {
    var state = withState(failure).getSQLState();
    return state == null ? "" : state;
  }

  /** The driver's failure, which a pool wraps. */
  static SQLException withState(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found && found.getSQLState() != null) {
        return found;
      }
    }
    return failure;
  }
}
