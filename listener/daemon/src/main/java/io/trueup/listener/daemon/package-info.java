/**
 * The daemon as a whole: the one place that wires, starts and stops the parts. Entry point: {@link
 * io.trueup.listener.daemon.Daemon}. The simulation runs {@code Opening} and {@code Engine}, which
 * get their effects as values.
 */
@NullMarked
package io.trueup.listener.daemon;

import org.jspecify.annotations.NullMarked;
