package io.trueup.listener.engine.snapshot;

import io.trueup.statestore.SourceId;
import org.jspecify.annotations.Nullable;

/** A version cannot be answered from here. */
public final class MissingVersionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Reason reason;
  private final transient SourceId source;
  private final @Nullable Long current;

  /** Why a version cannot be answered from. */
  public enum Reason {
    /** No version has this number, commit or name, or it was rejected. */
    UNKNOWN,
    /** It was accepted and is no longer kept. */
    GONE,
    /** It is kept, and this process has not opened it yet or cannot do so now; another try may. */
    NOT_YET,
    /** This process does not serve the source. */
    NOT_SERVED
  }

  /**
   * A missing version.
   *
   * @param current the newest version that is served; null when there is none
   * @param message a sentence for the caller
   */
  public MissingVersionException(
      Reason reason, SourceId source, @Nullable Long current, String message) {
    super(message);
    this.reason = reason;
    this.source = source;
    this.current = current;
  }

  public Reason reason() {
    return reason;
  }

  public SourceId source() {
    return source;
  }

  /** The newest version that is served; null when there is none. */
  public @Nullable Long current() {
    return current;
  }
}
