/**
 * Answers jobs at their start and takes their end. Entry point: {@link
 * io.trueup.listener.nodetime.NodeTime}; what a job is told is decided purely by {@link
 * io.trueup.listener.nodetime.NodeTimeRules}.
 */
@NullMarked
package io.trueup.listener.nodetime;

import org.jspecify.annotations.NullMarked;
