/**
 * The values of a rollout: node states, steps, transitions, plans. Planners make them, the state
 * store keeps them, the listener executes them. Pure.
 */
@NullMarked
package io.trueup.model.rollout;

import org.jspecify.annotations.NullMarked;
