package io.trueup.statestore.postgres;

import io.trueup.statestore.StateStoreException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The meaning of Postgres's failures: the one place that reads an SQLSTATE. Pure. */
final class StoreFailures {

  /** It is not known whether the commit happened. */
  private static final String COMPLETION_UNKNOWN = "40003";

  /** Lock timeouts, and standbys that took over and are not writable yet. */
  private static final Set<String> PASSING_STATES = Set.of("55P03", "25006");

  /** A statement's time limit passed, or an administrator ended it. */
  private static final String CANCELLED = "57014";

  private static final String STARTING = "57P03";
  private static final String TOO_MANY_CLIENTS = "53300";

  /** Connection failures, rollbacks, insufficient resources, operator intervention. */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");

  private StoreFailures() {}

  /**
   * Whether the server says that it rolled the whole transaction back, so that a retry may succeed.
   */
  static boolean isRolledBack(SQLException failure) {
    return stateOf(failure).startsWith("40") && !stateOf(failure).equals(COMPLETION_UNKNOWN);
  }

  /** Whether the connection is gone, and with it everything that was not committed. */
  static boolean isDisconnected(SQLException failure) {
    return stateOf(failure).startsWith("08") || stateOf(failure).startsWith("57P0");
  }

  /**
   * Whether a failure would meet any other work now, or leaves it unknown whether the work is done:
   * the server cannot be reached, is out of resources, stops, is not writable, or is so slow that a
   * time limit passed.
   */
  static boolean concernsAll(Throwable failure) {
    var cause = failure instanceof StateStoreException ? sqlCause(failure) : null;
    if (cause == null) {
      return false;
    }
    var state = stateOf(cause);
    return state.isEmpty()
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P0")
        || PASSING_STATES.contains(state)
        || state.equals(CANCELLED)
        || state.equals(COMPLETION_UNKNOWN);
  }

  /** Whether a server that is up refuses a login for now: it starts, or has too many clients. */
  static boolean mayPassSoon(SQLException failure) {
    return stateOf(failure).equals(STARTING) || stateOf(failure).equals(TOO_MANY_CLIENTS);
  }

  static StateStoreException exception(String what, Throwable failure) {
    var cause = sqlCause(failure);
    var isTransient = cause != null && isPassing(cause);
    return new StateStoreException(
        "Cannot %s: %s%s"
            .formatted(
                what,
                firstLine(cause == null ? failure : cause).replaceAll("\\.+$", ""),
                isTransient ? ". It may work later" : ""),
        isTransient,
        failure);
  }

  /** The failure of Postgres or the network, beneath the pool's own. */
  private static @Nullable SQLException sqlCause(Throwable failure) {
    SQLException deepest = null;
    for (var each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException found) {
        deepest = found;
      }
    }
    return deepest;
  }

  private static boolean isPassing(SQLException failure) {
    return failure instanceof SQLTransientException
        || PASSING_STATES.contains(stateOf(failure))
        || (stateOf(failure).length() > 2
            && PASSING_CLASSES.contains(stateOf(failure).substring(0, 2)));
  }

  /** The server's message continues with details that may quote values of a row. */
  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no message");
  }

  private static String stateOf(SQLException failure) {
    var state = failure.getSQLState();
    return state == null ? "" : state;
  }
}
