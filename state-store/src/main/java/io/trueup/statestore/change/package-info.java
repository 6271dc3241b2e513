/**
 * What changed, as others hear of it: each {@link io.trueup.statestore.change.StateChange} is
 * written in the transaction that makes it so. Pure; knows no database.
 */
@NullMarked
package io.trueup.statestore.change;

import org.jspecify.annotations.NullMarked;
