package io.trueup.listener.engine.event;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A destination cannot take events now; the message says why, without secrets. */
public final class UndeliveredException extends Exception {

  private static final long serialVersionUID = 1L;

  private final @Nullable Duration retryIn;
  private final long taken;
  private final boolean isFailure;

  /** Events are to be sent again. */
  public UndeliveredException(String reason, @Nullable Throwable cause) {
    this(reason, null, cause);
  }

  /**
   * Events are to be sent again.
   *
   * @param retryIn not before, as the destination asks; null when it asks for nothing
   */
  public UndeliveredException(
      String reason, @Nullable Duration retryIn, @Nullable Throwable cause) {
    this(reason, retryIn, 0, cause);
  }

  /**
   * Some events are to be sent again.
   *
   * @param retryIn not before, as the destination asks; null when it asks for nothing
   * @param taken the position up to which it has them; 0 when it has none of these
   */
  public UndeliveredException(
      String reason, @Nullable Duration retryIn, long taken, @Nullable Throwable cause) {
    super(reason, cause);
    this.retryIn = retryIn;
    this.taken = taken;
    this.isFailure = true;
  }

  private UndeliveredException(Duration retryIn, long taken) {
    super("It is not time yet");
    this.retryIn = retryIn;
    this.taken = taken;
    this.isFailure = false;
  }

  /**
   * It is not time for the other events. This is no failure, and says nothing about whether an
   * earlier one is over.
   *
   * @param retryIn after exactly which time it wants to be asked again
   * @param taken the position up to which it has the events; 0 when it has none of these
   */
  public static UndeliveredException notYet(Duration retryIn, long taken) {
    return new UndeliveredException(retryIn, taken);
  }

  /** Whether the destination failed; false when it is only not time yet. */
  public boolean isFailure() {
    return isFailure;
  }

  /** The position up to which the destination has the events; 0 when it has none of these. */
  public long taken() {
    return taken;
  }

  /** When the destination wants to be asked again; empty when it does not say. */
  public Optional<Duration> retryIn() {
    return Optional.ofNullable(retryIn);
  }
}
