package io.trueup.statestore;

import org.jspecify.annotations.Nullable;

/** An operation of the state store failed; nothing was written, unless the commit itself failed. */
public final class StateStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean isTransient;

  /**
   * A failure of the store.
   *
   * @param message what could not be done, for operators, without secrets
   * @param isTransient whether the same call may succeed later
   */
  public StateStoreException(String message, boolean isTransient, @Nullable Throwable cause) {
    super(message, cause);
    this.isTransient = isTransient;
  }

  /** Whether the same call may succeed later. */
  public boolean isTransient() {
    return isTransient;
  }
}
