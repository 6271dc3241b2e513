package io.trueup.platforms.spi;

/**
 * The identity of one Trueup in containers: all daemons that share a state store are one
 * installation.
 *
 * @param id for marks on the schemas and roles that it creates; not secret
 * @param key a secret of this installation, for values that others must not guess
 */
public record InstallationIdentity(String id, String key) {

  @Override
  public String toString() {
    return "Installation[id=%s, key=***]".formatted(id);
  }
}
