package io.trueup.listener.credentials;

import io.trueup.platforms.spi.CredentialStore.Standing;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.Endpoint;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Decides whether a credential may be used at the servers that a model names. Pure. */
public final class AddressRules {

  private AddressRules() {}

  /** By what an operator says beside the secret; nothing that is remembered counts then. */
  public static Standing declared(CredentialUse use, DeclaredHosts hosts) {
    var others = use.endpoints().stream().filter(it -> !hosts.cover(it)).toList();
    return others.isEmpty()
        ? new Standing.Usable()
        : new Standing.Withheld(
            "Credential '%s' is for %s only, and the model uses it at %s. Add that address to the credential's 'hosts' where the daemon runs, or correct the host in the model"
                .formatted(use.name(), hosts, words(others)));
  }

  /**
   * By the addresses that its first use pinned and operators approved.
   *
   * @param identity what approvals name the credential
   */
  public static Standing pinned(CredentialUse use, String identity, Collection<String> addresses) {
    var others = use.endpoints().stream().filter(it -> !addresses.contains(it.toString())).toList();
    return others.isEmpty()
        ? new Standing.Usable()
        : new Standing.Withheld(
            "Credential '%s' is used at %s so far, and the model now uses it at %s. Approve that with 'trueup credentials approve %s %s', or correct the host in the model"
                .formatted(
                    use.name(),
                    addresses.isEmpty() ? "no address" : String.join(", ", addresses),
                    words(others),
                    identity,
                    others.stream().map(Endpoint::toString).collect(Collectors.joining(" "))));
  }

  private static String words(List<Endpoint> endpoints) {
    return endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
  }
}
