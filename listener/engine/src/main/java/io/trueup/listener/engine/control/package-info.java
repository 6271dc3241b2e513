/**
 * What operators order for the moves of platforms, and what they ask about them. Entry point:
 * {@link io.trueup.listener.engine.control.RolloutControl}.
 */
@NullMarked
package io.trueup.listener.engine.control;

import org.jspecify.annotations.NullMarked;
