/**
 * Stores and workspaces with what uses them. Start at {@link
 * io.trueup.listener.cli.dependents.StoreView}. Pure; it depends only on the model.
 */
@NullMarked
package io.trueup.listener.cli.dependents;

import org.jspecify.annotations.NullMarked;
