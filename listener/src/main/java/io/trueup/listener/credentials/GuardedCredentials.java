package io.trueup.listener.credentials;

import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.Endpoint;
import io.trueup.statestore.CredentialAddresses;
import io.trueup.statestore.CredentialAddresses.CredentialAddress;
import java.util.List;
import java.util.function.Function;

/**
 * The one way to a credential: gives it for servers that it is for. An operator says which these
 * are; where none does, its first use is remembered in the state store, before the secret is given,
 * and another address needs an approval.
 */
public final class GuardedCredentials implements CredentialStore {

  private final Function<String, HeldCredential> held;
  private final CredentialAddresses addresses;
  private final ConnectionSecurity.Settings defaults;

  /**
   * Credentials of one daemon.
   *
   * @param held what is held under a name now
   * @param defaults how connections are secured where nothing is said beside the credential
   */
  public GuardedCredentials(
      Function<String, HeldCredential> held,
      CredentialAddresses addresses,
      ConnectionSecurity.Settings defaults) {
    this.held = held;
    this.addresses = addresses;
    this.defaults = defaults;
  }

  @Override
  public Standing check(CredentialUse use) {
    return switch (held.apply(use.name())) {
      case HeldCredential.Absent() -> new Standing.Missing();
      case HeldCredential.Unusable(var reason) -> new Standing.Withheld(reason);
      case HeldCredential.Found found -> {
        var hosts = found.hosts();
        yield hosts == null ? check(use, found) : AddressRules.declared(use, hosts);
      }
    };
  }

  private Standing check(CredentialUse use, HeldCredential.Found found) {
    return addresses
        .find(found.identity())
        .map(known -> AddressRules.pinned(use, found.identity(), words(known)))
        .orElseGet(Standing.Usable::new);
  }

  @Override
  public Disclosure disclose(CredentialUse use, String reason) {
    return switch (held.apply(use.name())) {
      case HeldCredential.Absent() -> new Disclosure.Denied(new Standing.Missing());
      case HeldCredential.Unusable(var why) -> new Disclosure.Denied(new Standing.Withheld(why));
      case HeldCredential.Found found -> {
        var hosts = found.hosts();
        var standing = hosts == null ? pin(use, found, reason) : AddressRules.declared(use, hosts);
        yield standing instanceof Standing.Usable
            ? new Disclosure.Granted(login(use, found))
            : new Disclosure.Denied(standing);
      }
    };
  }

  private Standing pin(CredentialUse use, HeldCredential.Found found, String reason) {
    if (use.endpoints().isEmpty()) {
      return new Standing.Usable();
    }
    var known =
        addresses
            .find(found.identity())
            .orElseGet(() ->
                addresses.pin(
                    found.identity(),
                    use.endpoints().stream().map(Endpoint::toString).toList(),
                    reason));
    return AddressRules.pinned(use, found.identity(), words(known));
  }

  private static List<String> words(List<CredentialAddress> known) {
    return known.stream().map(CredentialAddress::address).toList();
  }

  private Login login(CredentialUse use, HeldCredential.Found found) {
    return new Login(
        found.secret(), ConnectionSecurity.of(found.security().orElse(defaults), use.endpoints()));
  }
}
