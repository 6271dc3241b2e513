/**
 * The dependents of a store's data, and the paths to them. Start at {@link
 * io.trueup.listener.dependents.Dependents}. Pure; it depends only on the model.
 */
@NullMarked
package io.trueup.listener.dependents;

import org.jspecify.annotations.NullMarked;
