/**
 * Answers jobs when they start and records when they end. Entry point: {@link
 * io.trueup.listener.nodetime.NodeTime}; the answer is decided purely by {@link
 * io.trueup.listener.nodetime.NodeTimeRules}.
 */
@NullMarked
package io.trueup.listener.nodetime;

import org.jspecify.annotations.NullMarked;
