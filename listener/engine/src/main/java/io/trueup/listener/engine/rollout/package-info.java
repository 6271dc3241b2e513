/**
 * Moves platforms: evaluates gates, plans rollouts, executes their steps, rolls up. Entry point:
 * {@link io.trueup.listener.engine.rollout.PlatformWorker}. Decide, record, act: everything that is
 * recorded can be resumed after any crash.
 */
@NullMarked
package io.trueup.listener.engine.rollout;

import org.jspecify.annotations.NullMarked;
