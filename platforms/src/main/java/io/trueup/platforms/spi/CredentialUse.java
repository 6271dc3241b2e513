package io.trueup.platforms.spi;

import java.util.List;
import java.util.TreeSet;

/**
 * A credential, and all the servers that learn of it when it is used.
 *
 * @param name what the model calls it
 * @param endpoints sorted; none where it is not sent over a network
 */
public record CredentialUse(String name, List<Endpoint> endpoints) {

  public CredentialUse {
    endpoints = List.copyOf(new TreeSet<>(endpoints));
  }

  /** For use at one server. */
  public static CredentialUse at(String name, Endpoint endpoint) {
    return new CredentialUse(name, List.of(endpoint));
  }
}
