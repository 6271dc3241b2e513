/**
 * The program. Entry point: {@link io.trueup.listener.Main}, the only place that reads clock and
 * environment.
 */
@NullMarked
package io.trueup.listener;

import org.jspecify.annotations.NullMarked;
