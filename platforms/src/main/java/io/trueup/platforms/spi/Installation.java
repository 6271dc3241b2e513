package io.trueup.platforms.spi;

/**
 * What tells one Trueup from another in a container: all daemons that share a state store are one
 * installation.
 *
 * @param id for marks on what it makes; in no way secret
 * @param key known to nobody else, for what others must not guess
 */
public record Installation(String id, String key) {

  @Override
  public String toString() {
    return "Installation[id=%s, key=***]".formatted(id);
  }
}
