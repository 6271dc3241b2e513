package io.trueup.listener.engine.credentials;

import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.Endpoint;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Decides whether a credential may be used at the servers that a model names. Pure. */
public final class CredentialAddressPolicy {

  private CredentialAddressPolicy() {}

  /**
   * Decides by the hosts that an operator declares beside the secret; stored addresses do not count
   * then.
   */
  public static CredentialStatus checkDeclared(CredentialUse use, DeclaredHosts hosts) {
    var others = use.endpoints().stream().filter(it -> !hosts.covers(it)).toList();
    return others.isEmpty()
        ? new CredentialStatus.Usable()
        : new CredentialStatus.Withheld(
            "Credential '%s' is for %s only, and the model uses it at %s. Add that address to the credential's 'hosts' where the daemon runs, or correct the host in the model"
                .formatted(use.name(), hosts, joined(others)));
  }

  /**
   * Decides by the addresses that the first use pinned and operators approved.
   *
   * @param identity the credential's name in approvals
   */
  public static CredentialStatus checkPinned(
      CredentialUse use, String identity, Collection<String> addresses) {
    var others = use.endpoints().stream().filter(it -> !addresses.contains(it.toString())).toList();
    return others.isEmpty()
        ? new CredentialStatus.Usable()
        : new CredentialStatus.Withheld(
            "Credential '%s' is used at %s so far, and the model now uses it at %s. Approve that with 'trueup credentials approve %s %s', or correct the host in the model"
                .formatted(
                    use.name(),
                    addresses.isEmpty() ? "no address" : String.join(", ", addresses),
                    joined(others),
                    identity,
                    others.stream().map(Endpoint::toString).collect(Collectors.joining(" "))));
  }

  private static String joined(List<Endpoint> endpoints) {
    return endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
  }
}
