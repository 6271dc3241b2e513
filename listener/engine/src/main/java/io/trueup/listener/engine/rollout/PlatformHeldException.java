package io.trueup.listener.engine.rollout;

import java.io.Serial;

/** An operator's request did not get the lease of its platform; nothing was changed. */
public final class PlatformHeldException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean isStopping;

  /**
   * A request without a lease.
   *
   * @param message one or two sentences for the operator
   * @param isStopping whether this process is stopping, so that another one may be asked
   */
  PlatformHeldException(String message, boolean isStopping) {
    super(message);
    this.isStopping = isStopping;
  }

  /** Whether this process is stopping, rather than another one holding the platform. */
  public boolean isStopping() {
    return isStopping;
  }

  /** The sentences for the operator. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
