/**
 * The daemon as a whole: the one place where the parts are put together, started and stopped. Entry
 * point: {@link io.trueup.listener.daemon.Daemon}.
 */
@NullMarked
package io.trueup.listener.daemon;

import org.jspecify.annotations.NullMarked;
