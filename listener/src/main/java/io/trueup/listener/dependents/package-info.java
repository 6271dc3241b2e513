/**
 * Who relies on a store's data, and by which way. Start at {@link
 * io.trueup.listener.dependents.Dependents}. Pure; it knows the model alone.
 */
@NullMarked
package io.trueup.listener.dependents;

import org.jspecify.annotations.NullMarked;
