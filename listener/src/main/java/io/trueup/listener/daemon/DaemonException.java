package io.trueup.listener.daemon;

/** The daemon cannot start; the message says why and what to do. */
public final class DaemonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DaemonException(String message, Throwable cause) {
    super(message, cause);
  }
}
