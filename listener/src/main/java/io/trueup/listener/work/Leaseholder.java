package io.trueup.listener.work;

import io.trueup.statestore.Lease;
import java.util.Optional;

/** Claims leases in the name of one process. */
public interface Leaseholder {

  /** Claims a resource; empty while another process holds it. */
  Optional<Lease> claim(String resource);

  /** Gives a lease back. */
  void release(Lease lease);
}
