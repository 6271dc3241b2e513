package io.trueup.statestore.testing;

/**
 * Decides when a store fails. It is asked around every method, by a name such as {@code
 * versions.record}, and throws what the caller is to see, normally a transient {@link
 * io.trueup.statestore.StateStoreException}.
 */
public interface FaultPlan {

  /** Nothing ever fails. */
  FaultPlan NONE = new FaultPlan() {};

  /** What is thrown here means that nothing was written. */
  default void beforeCommit(String method) {}

  /** What is thrown here means that all was written, and the caller does not know. */
  default void afterCommit(String method) {}
}
