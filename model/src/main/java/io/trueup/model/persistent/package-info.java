/**
 * Maps that are never changed: a changed one is a new one that shares with the old all that did not
 * change. They are what makes the next version of a model out of the last at the cost of the
 * difference. Entry point: {@link io.trueup.model.persistent.PersistentMap}. Depends on nothing.
 */
@NullMarked
package io.trueup.model.persistent;

import org.jspecify.annotations.NullMarked;
