package io.trueup.platforms.database;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Says in one sentence what went wrong in a container, where, and what to do. Pure. */
final class SqlFailures {

  /** Postgres names the user in some messages, which is the credential's to keep. */
  private static final Pattern USER = Pattern.compile("(user|role) \"[^\"]*\"");

  /** Somebody else is changing the database: the SQLSTATE for "object in use". */
  static final String DATABASE_BUSY = "55006";

  private final ContainerDatabase database;
  private final String credential;

  /**
   * The failures of one database.
   *
   * @param credential the name of the credential, never what it holds
   */
  SqlFailures(ContainerDatabase database, String credential) {
    this.database = database;
    this.credential = credential;
  }

  /** Whether the same may work a moment later, when somebody else let go of a lock. */
  static boolean isLockContention(SQLException failure) {
    return switch (state(failure)) {
      case DATABASE_BUSY, "55P03", "40P01", "40001" -> true;
      default -> false;
    };
  }

  /** Whether nothing else would work in this database now either. */
  static boolean isDatabaseUnusable(SQLException failure) {
    var state = state(failure);
    return state.isEmpty()
        || state.startsWith("08")
        || state.startsWith("28")
        || state.startsWith("3D")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.equals("25006")
        || state.equals(DATABASE_BUSY);
  }

  /** The sentence for operators. */
  String sentence(SQLException failure) {
    var state = state(failure);
    return switch (state.length() < 2 ? state : state.substring(0, 2)) {
      case "", "08" -> unreachable(failure);
      case "28" ->
          "Cannot log in to %s with credential '%s'. Check the user and password that it holds, and that the database lets them in"
              .formatted(database, credential);
      case "3D" ->
          "There is no %s. Create it, or correct the container's declaration".formatted(database);
      case "40", "55" ->
          "Cannot change %s now, because others hold locks: %s. It can be tried again; pg_stat_activity shows who holds them"
              .formatted(database, message(failure));
      case "53" ->
          "Cannot change %s, because it has no room: %s. Give it room"
              .formatted(database, message(failure));
      default -> other(failure, state);
    };
  }

  private String unreachable(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "Cannot reach %s: its host is not known. Check the container's declaration and the name service"
            .formatted(database);
      }
    }
    return "Cannot reach %s. Check that it runs and that this machine may connect to it"
        .formatted(database);
  }

  private String other(SQLException failure, String state) {
    return switch (state) {
      case "42501" ->
          "Credential '%s' lacks a privilege in %s: %s. Grant it"
              .formatted(credential, database, message(failure));
      case "57014" ->
          "A statement in %s took longer than the statement timeout. Try again when it is less busy, or raise the timeout"
              .formatted(database);
      case "57P01", "57P02", "57P03" ->
          "Cannot use %s while it starts or stops. It can be tried again".formatted(database);
      case "25006" ->
          "Cannot change %s, because it is read-only, as a standby is. Name the primary in the container's declaration"
              .formatted(database);
      default -> "Cannot change %s: %s (SQLSTATE %s)".formatted(database, message(failure), state);
    };
  }

  private static String message(SQLException failure) {
    var found = withState(failure);
    var text = found.getMessage();
    if (text == null) {
      return "no message";
    }
    var line = text.lines().findFirst().orElse("").replaceFirst("^(ERROR|FATAL): ", "");
    return USER.matcher(line).replaceAll("$1 ***");
  }

  private static String state(SQLException failure) {
    var state = withState(failure).getSQLState();
    return state == null ? "" : state;
  }

  /** A pool wraps what the driver says. */
  private static SQLException withState(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found && found.getSQLState() != null) {
        return found;
      }
    }
    return failure;
  }
}
