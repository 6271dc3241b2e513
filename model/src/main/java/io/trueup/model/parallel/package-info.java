/**
 * Work on all cores where there is enough work. Entry point: {@link
 * io.trueup.model.parallel.Parallel}. Depends on nothing.
 */
@NullMarked
package io.trueup.model.parallel;

import org.jspecify.annotations.NullMarked;
