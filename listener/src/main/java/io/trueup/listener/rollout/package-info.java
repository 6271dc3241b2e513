/**
 * Moves platforms: evaluates gates, plans rollouts, executes their steps, rolls up. Entry point:
 * {@link io.trueup.listener.rollout.PlatformWorker}. Decide, record, act: everything that is
 * recorded can be resumed after any crash.
 */
@NullMarked
package io.trueup.listener.rollout;

import org.jspecify.annotations.NullMarked;
