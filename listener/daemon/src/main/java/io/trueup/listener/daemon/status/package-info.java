/**
 * Reads the views of the current state from the state store. Entry points: {@link
 * io.trueup.listener.daemon.status.StatusReader} and {@link
 * io.trueup.listener.daemon.status.PlatformExplainer}. Blocks; must not depend on HTTP.
 */
@NullMarked
package io.trueup.listener.daemon.status;

import org.jspecify.annotations.NullMarked;
