package io.trueup.listener.engine.credentials;

import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.Endpoint;
import io.trueup.statestore.CredentialAddresses;
import io.trueup.statestore.CredentialAddresses.CredentialAddress;
import java.util.List;
import java.util.function.Function;

/**
 * The only way to a credential's secret: discloses it for the servers that it may be used at. Where
 * an operator declares none, the state store records the addresses of the first use, before the
 * secret is disclosed, and any other address needs an approval.
 */
public final class GuardedCredentials implements CredentialStore {

  private final Function<String, CredentialLookup> held;
  private final CredentialAddresses addresses;
  private final ConnectionSecurity.Settings defaults;

  /**
   * Makes the credentials of one daemon.
   *
   * @param held finds the credential of a name
   * @param defaults how connections are secured where the credential has no settings of its own
   */
  public GuardedCredentials(
      Function<String, CredentialLookup> held,
      CredentialAddresses addresses,
      ConnectionSecurity.Settings defaults) {
    this.held = held;
    this.addresses = addresses;
    this.defaults = defaults;
  }

  @Override
  public CredentialStatus check(CredentialUse use) {
    return switch (held.apply(use.name())) {
      case CredentialLookup.Absent() -> new CredentialStatus.Missing();
      case CredentialLookup.Unusable(var reason) -> new CredentialStatus.Withheld(reason);
      case CredentialLookup.Found found -> {
        var hosts = found.hosts();
        yield hosts == null ? check(use, found) : CredentialAddressPolicy.checkDeclared(use, hosts);
      }
    };
  }

  private CredentialStatus check(CredentialUse use, CredentialLookup.Found found) {
    return addresses
        .find(found.identity())
        .map(known -> CredentialAddressPolicy.checkPinned(use, found.identity(), texts(known)))
        .orElseGet(CredentialStatus.Usable::new);
  }

  @Override
  public Disclosure disclose(CredentialUse use, String reason) {
    return switch (held.apply(use.name())) {
      case CredentialLookup.Absent() -> new Disclosure.Denied(new CredentialStatus.Missing());
      case CredentialLookup.Unusable(var why) ->
          new Disclosure.Denied(new CredentialStatus.Withheld(why));
      case CredentialLookup.Found found -> {
        var hosts = found.hosts();
        var standing =
            hosts == null
                ? pin(use, found, reason)
                : CredentialAddressPolicy.checkDeclared(use, hosts);
        yield standing instanceof CredentialStatus.Usable
            ? new Disclosure.Granted(login(use, found))
            : new Disclosure.Denied(standing);
      }
    };
  }

  private CredentialStatus pin(CredentialUse use, CredentialLookup.Found found, String reason) {
    if (use.endpoints().isEmpty()) {
      return new CredentialStatus.Usable();
    }
    var known =
        addresses
            .find(found.identity())
            .orElseGet(() ->
                addresses.pin(
                    found.identity(),
                    use.endpoints().stream().map(Endpoint::toString).toList(),
                    reason));
    return CredentialAddressPolicy.checkPinned(use, found.identity(), texts(known));
  }

  private static List<String> texts(List<CredentialAddress> known) {
    return known.stream().map(CredentialAddress::address).toList();
  }

  private Login login(CredentialUse use, CredentialLookup.Found found) {
    return new Login(
        found.secret(), ConnectionSecurity.of(found.security().orElse(defaults), use.endpoints()));
  }
}
