/**
 * Checks platforms for drift: compares the nodes that are at their target with their containers, on
 * a schedule and on request, and repairs them where the model says so. Entry points: {@link
 * io.trueup.listener.engine.drift.DriftWatch}, {@link
 * io.trueup.listener.engine.drift.DriftControl}.
 */
@NullMarked
package io.trueup.listener.engine.drift;

import org.jspecify.annotations.NullMarked;
