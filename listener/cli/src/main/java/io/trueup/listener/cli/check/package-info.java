/**
 * The merge check: computes the verdict and the impact of a merge from two versions of a model,
 * without a daemon. Start at {@link io.trueup.listener.cli.check.MergeCheck}. It knows no state
 * store and no network.
 */
@NullMarked
package io.trueup.listener.cli.check;

import org.jspecify.annotations.NullMarked;
