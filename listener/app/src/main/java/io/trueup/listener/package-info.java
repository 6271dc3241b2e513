/**
 * The program. Entry point: {@link io.trueup.listener.Main}, the only place that reads the clock
 * and the process environment.
 */
@NullMarked
package io.trueup.listener;

import org.jspecify.annotations.NullMarked;
