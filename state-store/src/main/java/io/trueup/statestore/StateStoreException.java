package io.trueup.statestore;

import org.jspecify.annotations.Nullable;

/**
 * The state store could not do what it was asked; nothing was written, unless the failure came
 * while committing.
 */
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
