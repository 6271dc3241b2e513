/**
 * Moves platforms: judges gates, plans rollouts, carries out their steps, rolls up. Entry point:
 * {@link io.trueup.listener.rollout.PlatformWorker}. Decide, record, act: what is recorded can be
 * resumed after any crash.
 */
@NullMarked
package io.trueup.listener.rollout;

import org.jspecify.annotations.NullMarked;
