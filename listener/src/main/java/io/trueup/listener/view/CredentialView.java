package io.trueup.listener.view;

import io.trueup.statestore.CredentialAddresses.CredentialAddress;
import java.time.Instant;

/**
 * An address that a credential may be used at.
 *
 * @param by who approved it; trueup for a first use
 */
public record CredentialView(
    String credential, String address, Instant since, String by, String reason) {

  /** What is shown of an address. */
  public static CredentialView of(CredentialAddress address) {
    return new CredentialView(
        address.credential(), address.address(), address.since(), address.by(), address.reason());
  }
}
