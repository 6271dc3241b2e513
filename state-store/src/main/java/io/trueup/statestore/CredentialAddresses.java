package io.trueup.statestore;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where each credential may be used: the addresses of its first use, and those that operators
 * approved since. Addresses are {@code host:port}, compared as they are written.
 */
public interface CredentialAddresses {

  /**
   * An address that a credential may be used at.
   *
   * @param since when it was pinned or approved
   * @param by who approved it; the daemon for a first use
   * @param reason why
   */
  record CredentialAddress(
      String credential, String address, Instant since, String by, String reason) {}

  /** All addresses, by credential and address. */
  List<CredentialAddress> all();

  /**
   * The addresses of one credential, by address; an empty list when all were withdrawn. Empty when
   * the credential was neither used nor approved before, so that its next use is the first.
   */
  Optional<List<CredentialAddress>> find(String credential);

  /**
   * Pins the addresses of a first use, with an audit entry for each; changes nothing when the use
   * is not the first. Of two first uses at once, one pins.
   *
   * @param reason what uses the credential
   * @return the addresses of the credential afterwards, by address
   */
  List<CredentialAddress> pin(String credential, Collection<String> addresses, String reason);

  /**
   * Allows an address and writes an audit entry.
   *
   * @return false when the address is allowed already; nothing is written then
   */
  boolean approve(String credential, String address, Actor actor, String reason);

  /**
   * Withdraws an address and writes an audit entry. The credential's next use is not a first one.
   *
   * @return false when the address is not allowed; nothing is written then
   */
  boolean withdraw(String credential, String address, Actor actor, String reason);
}
