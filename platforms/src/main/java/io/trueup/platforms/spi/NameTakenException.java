package io.trueup.platforms.spi;

/** Every name that something could have had is another's; the message says whose. */
public final class NameTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NameTakenException(String message) {
    super(message);
  }

  public NameTakenException(String message, Throwable cause) {
    super(message, cause);
  }
}
