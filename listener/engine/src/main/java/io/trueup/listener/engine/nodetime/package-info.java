/**
 * Answers jobs when they start and records when they end. Entry point: {@link
 * io.trueup.listener.engine.nodetime.NodeTime}; the answer is decided purely by {@link
 * io.trueup.listener.engine.nodetime.NodeTimeRules}.
 */
@NullMarked
package io.trueup.listener.engine.nodetime;

import org.jspecify.annotations.NullMarked;
