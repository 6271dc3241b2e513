/**
 * The merge check: the verdict that a merge would get, and what it would set off, worked out from
 * two versions of a model without a daemon. Start at {@link io.trueup.listener.check.MergeCheck}.
 * It knows no state store and no network.
 */
@NullMarked
package io.trueup.listener.check;

import org.jspecify.annotations.NullMarked;
