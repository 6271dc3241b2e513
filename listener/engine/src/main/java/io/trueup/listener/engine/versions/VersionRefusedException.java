package io.trueup.listener.engine.versions;

/**
 * A version from elsewhere is not taken: it is another one than was wanted, or not what its
 * manifest says. Trying again changes nothing. The message is for people.
 */
public final class VersionRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public VersionRefusedException(String message) {
    super(message);
  }
}
