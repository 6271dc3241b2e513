package io.trueup.platforms.database;

/** A database cannot be used now; the message is for operators and holds no secrets. */
public final class ContainerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Without a cause: what is missing is known beforehand. */
  public ContainerException(String message) {
    super(message);
  }

  ContainerException(String message, Throwable cause) {
    super(message, cause);
  }
}
