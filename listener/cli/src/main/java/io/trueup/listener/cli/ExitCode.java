package io.trueup.listener.cli;

/** The exit codes of commands. */
public final class ExitCode {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_FOUND = 3;
  static final int DENIED = 4;
  static final int CONFLICT = 5;
  static final int TIMEOUT = 6;
  static final int UNREADABLE = 7;
  static final int RECONCILE = 10;
  static final int RETIRE = 11;
  static final int WAIT = 12;
  static final int DIFFERS = 13;

  /** 128 plus the number of SIGPIPE. */
  public static final int READER_GONE = 141;

  private ExitCode() {}

  /** The exit code for an HTTP status of the daemon. */
  static int of(int status) {
    return switch (status) {
      case 400 -> USAGE;
      case 401, 403, 429 -> DENIED;
      case 404 -> NOT_FOUND;
      case 409 -> CONFLICT;
      default -> FAILED;
    };
  }
}
