package io.trueup.listener.daemon.view;

import io.trueup.statestore.CredentialAddresses.CredentialAddress;
import java.time.Instant;

/**
 * An address where a credential may be used.
 *
 * @param by who approved the address; {@code trueup} for the first use
 */
public record CredentialView(
    String credential, String address, Instant since, String by, String reason) {

  /** The view of an address. */
  public static CredentialView of(CredentialAddress address) {
    return new CredentialView(
        address.credential(), address.address(), address.since(), address.by(), address.reason());
  }
}
