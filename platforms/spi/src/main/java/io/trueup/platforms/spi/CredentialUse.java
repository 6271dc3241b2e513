package io.trueup.platforms.spi;

import java.util.List;
import java.util.TreeSet;

/**
 * A credential, and all the servers to which it is sent.
 *
 * @param name the credential's name in the model
 * @param endpoints sorted; none where it is not sent over a network
 */
public record CredentialUse(String name, List<Endpoint> endpoints) {

  public CredentialUse {
    endpoints = List.copyOf(new TreeSet<>(endpoints));
  }

  /** Use at one server. */
  public static CredentialUse at(String name, Endpoint endpoint) {
    return new CredentialUse(name, List.of(endpoint));
  }
}
