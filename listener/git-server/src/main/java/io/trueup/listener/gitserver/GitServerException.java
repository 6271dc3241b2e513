package io.trueup.listener.gitserver;

/** The git server cannot start or run git; the message says what to install or change. */
public final class GitServerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GitServerException(String message) {
    super(message);
  }

  GitServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
