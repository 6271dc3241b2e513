/**
 * Commands by which operators steer the moves of platforms and ask about them, one class each; they
 * wait for what they ordered by {@link io.trueup.listener.cli.steering.OrderCommand}. Formatting is
 * pure.
 */
@NullMarked
package io.trueup.listener.cli.steering;

import org.jspecify.annotations.NullMarked;
