package io.trueup.statestore;

/** A writer showed a lease that is no longer its own; nothing was written. */
public final class LostLeaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private LostLeaseException(String message) {
    super(message);
  }

  /** The lease expired or was claimed by another. */
  public static LostLeaseException of(Lease lease) {
    return new LostLeaseException(
        "Cannot write as holder of lease '%s' with token %d: it expired or another process holds it. Nothing was written"
            .formatted(lease.resource(), lease.token()));
  }
}
