package io.trueup.listener.daemon.view;

import io.trueup.statestore.ModelLease;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lease on a version of a model.
 *
 * @param holder the name of the token that took it
 * @param purpose what its holder says it is for
 * @param expiresAt when it expires unless it is prolonged or ended before
 * @param endedAt null while it lives
 * @param endedBy the name of the token that released or ended it; null when it expired or lives
 */
public record LeaseView(
    String lease,
    String source,
    long version,
    String holder,
    String purpose,
    Instant takenAt,
    Instant expiresAt,
    @Nullable Instant endedAt,
    @Nullable String endedBy) {

  /** The view of a lease. */
  public static LeaseView of(ModelLease lease) {
    return new LeaseView(
        lease.id().value(),
        lease.source().value(),
        lease.version(),
        lease.holder(),
        lease.purpose(),
        lease.takenAt(),
        lease.expiresAt(),
        lease.endedAt(),
        lease.endedBy());
  }
}
