package io.trueup.statestore.testing;

import io.trueup.statestore.Run;

/**
 * Decides when a store fails. It is called around every method, with a name such as {@code
 * versions.record}, and throws what the caller should get, normally a transient {@link
 * io.trueup.statestore.StateStoreException}.
 */
public interface FaultPlan {

  /** A plan without faults. */
  FaultPlan NONE = new FaultPlan() {};

  /** Called before the commit: after an exception, nothing was written. */
  default void beforeCommit(String method) {}

  /**
   * Called after the commit: after an exception, everything was written and the caller does not
   * know it.
   */
  default void afterCommit(String method) {}

  /** Whether another transaction has locked the next row that is not waited for. */
  default boolean isLocked() {
    return false;
  }

  /** Called before a run is stored; what it throws fails the transaction that stores it. */
  default void beforeInsert(Run run) {}

  /** Whether a failure of a batch would meet any other batch now. */
  default boolean concernsAll(Throwable failure) {
    return true;
  }
}
