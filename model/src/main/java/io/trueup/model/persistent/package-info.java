/**
 * Immutable maps and sets: a change gives a new one that shares everything else with the old one.
 * With them the next version of a model costs only what differs from the last one. Entry point:
 * {@link io.trueup.model.persistent.PersistentMap}. Depends on nothing.
 */
@NullMarked
package io.trueup.model.persistent;

import org.jspecify.annotations.NullMarked;
