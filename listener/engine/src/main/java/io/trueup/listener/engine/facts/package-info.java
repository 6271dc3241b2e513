/**
 * What the engine tells of its work once it is recorded, for metrics and traces. Nothing depends on
 * a fact being heard. Entry point: {@link io.trueup.listener.engine.facts.FactObserver}. It knows
 * the state store alone.
 */
@NullMarked
package io.trueup.listener.engine.facts;

import org.jspecify.annotations.NullMarked;
