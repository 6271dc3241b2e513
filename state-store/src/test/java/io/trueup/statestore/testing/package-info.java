/**
 * State stores for tests, and the contract of {@link io.trueup.statestore.StateStore} in executable
 * form. Entry points: {@link io.trueup.statestore.testing.InMemoryStateStore} and {@link
 * io.trueup.statestore.testing.StateStoreConformance}. Depends on the same packages as the state
 * store.
 */
@NullMarked
package io.trueup.statestore.testing;

import org.jspecify.annotations.NullMarked;
