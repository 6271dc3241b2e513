/**
 * Reads the views of the current state from the state store. Entry points: {@link
 * io.trueup.listener.status.StatusReader} and {@link io.trueup.listener.status.PlatformExplainer}.
 * Blocks; must not depend on HTTP.
 */
@NullMarked
package io.trueup.listener.status;

import org.jspecify.annotations.NullMarked;
