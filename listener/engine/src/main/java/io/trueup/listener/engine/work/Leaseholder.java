package io.trueup.listener.engine.work;

import io.trueup.statestore.Lease;
import java.util.Optional;

/** Claims leases on behalf of one process. */
public interface Leaseholder {

  /** Claims a resource; empty while another process holds it. */
  Optional<Lease> claim(String resource);

  /** Releases a lease. */
  void release(Lease lease);
}
