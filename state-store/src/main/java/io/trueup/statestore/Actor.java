package io.trueup.statestore;

/**
 * Who acts: an operator, a job or the daemon itself.
 *
 * @param name of a token, or {@code trueup} for the daemon itself
 * @param address of the caller; empty for the daemon itself
 */
public record Actor(String name, String address) {

  /** The daemon, acting by itself. */
  public static final Actor DAEMON = new Actor("trueup", "");
}
