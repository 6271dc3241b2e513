/**
 * The dependents of a store's data, and the paths to them. Start at {@link
 * io.trueup.listener.cli.dependents.Dependents}. Pure; it depends only on the model.
 */
@NullMarked
package io.trueup.listener.cli.dependents;

import org.jspecify.annotations.NullMarked;
