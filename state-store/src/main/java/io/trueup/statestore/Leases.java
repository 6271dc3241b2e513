package io.trueup.statestore;

import java.time.Duration;
import java.util.Optional;

/** Leases with fencing tokens. */
public interface Leases {

  /**
   * Claims a resource that nobody holds; its token is greater than any before it.
   *
   * @return empty while another holder's lease has not expired
   */
  Optional<Lease> claim(String resource, String holder, Duration length);

  /**
   * Prolongs a lease from now.
   *
   * @throws LostLeaseException when it is no longer the holder's
   */
  void renew(Lease lease, Duration length);

  /**
   * Gives a lease back; does nothing when it is no longer the holder's. The token is never used
   * again.
   */
  void release(Lease lease);
}
