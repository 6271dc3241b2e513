/**
 * How far a long load of a model is. Entry point: {@link io.trueup.model.progress.LoadObserver}.
 * Depends on nothing.
 */
@NullMarked
package io.trueup.model.progress;

import org.jspecify.annotations.NullMarked;
