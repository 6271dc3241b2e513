/**
 * The words of a rollout as values: node states, steps, transitions, plans. Planners make them, the
 * state store keeps them, the listener carries them out. Pure.
 */
@NullMarked
package io.trueup.model.rollout;

import org.jspecify.annotations.NullMarked;
