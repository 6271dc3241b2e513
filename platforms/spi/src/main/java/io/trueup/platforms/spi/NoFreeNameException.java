package io.trueup.platforms.spi;

/** All candidates for a name are taken; the message says by whom. */
public final class NoFreeNameException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NoFreeNameException(String message) {
    super(message);
  }

  public NoFreeNameException(String message, Throwable cause) {
    super(message, cause);
  }
}
