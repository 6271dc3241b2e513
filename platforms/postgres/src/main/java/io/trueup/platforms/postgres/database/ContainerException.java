package io.trueup.platforms.postgres.database;

/** A database cannot be used now. The message is for operators and holds no secrets. */
public final class ContainerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure that was found before the database was called. */
  public ContainerException(String message) {
    super(message);
  }

  ContainerException(String message, Throwable cause) {
    super(message, cause);
  }
}
