package io.trueup.listener.cli.terminal;

/** The exit codes of commands. */
public final class ExitCode {

  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NOT_FOUND = 3;
  public static final int DENIED = 4;
  public static final int CONFLICT = 5;
  public static final int TIMEOUT = 6;
  public static final int UNREADABLE = 7;
  public static final int RECONCILE = 10;
  public static final int RETIRE = 11;
  public static final int WAIT = 12;
  public static final int DIFFERS = 13;

  /** 128 plus the number of SIGPIPE. */
  public static final int READER_GONE = 141;

  private ExitCode() {}

  /** The exit code for an HTTP status of the daemon. */
  public static int of(int status) {
    return switch (status) {
      case 400 -> USAGE;
      case 401, 403, 429 -> DENIED;
      case 404, 410 -> NOT_FOUND;
      case 409, 412 -> CONFLICT;
      default -> FAILED;
    };
  }
}
