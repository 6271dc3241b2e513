package io.trueup.statestore;

import java.time.Duration;
import java.util.Optional;

/**
 * Leases with fencing tokens. Every method of any store that takes a lease refuses one that expired
 * or was claimed by another with {@link LostLeaseException}, and one of another resource than it
 * writes with {@link IllegalArgumentException}; nothing is written then (P2).
 */
public interface Leases {

  /**
   * Claims a resource that no other holder has; its token is greater than any before it. A holder
   * that claims again gets a new lease, and its former one is refused from then on.
   *
   * @return empty while another holder's lease has not expired
   */
  Optional<Lease> claim(String resource, String holder, Duration length);

  /** The holder of a resource; empty when there is none, or its lease expired. */
  Optional<String> holder(String resource);

  /**
   * Prolongs a lease from now.
   *
   * @throws LostLeaseException when it is no longer the holder's
   */
  void renew(Lease lease, Duration length);

  /**
   * Checks that a lease is still the holder's.
   *
   * @throws LostLeaseException when it is no longer the holder's
   */
  void requireHeld(Lease lease);

  /**
   * Releases a lease; does nothing when it is no longer the holder's. The token is never used
   * again.
   */
  void release(Lease lease);
}
