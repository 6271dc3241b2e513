package io.trueup.platforms.database;

/** A database cannot be used now; the message is for operators and holds no secrets. */
public final class ContainerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ContainerException(String message, Throwable cause) {
    super(message, cause);
  }
}
