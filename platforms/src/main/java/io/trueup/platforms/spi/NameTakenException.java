package io.trueup.platforms.spi;

/** All candidates for a name are taken; the message says by whom. */
public final class NameTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NameTakenException(String message) {
    super(message);
  }

  public NameTakenException(String message, Throwable cause) {
    super(message, cause);
  }
}
