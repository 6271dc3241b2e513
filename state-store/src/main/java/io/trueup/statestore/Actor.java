package io.trueup.statestore;

/**
 * Who did something.
 *
 * @param name of a token, or {@code trueup} for the daemon itself
 * @param address where from; empty for the daemon itself
 */
public record Actor(String name, String address) {

  /** The daemon, acting by itself. */
  public static final Actor DAEMON = new Actor("trueup", "");
}
