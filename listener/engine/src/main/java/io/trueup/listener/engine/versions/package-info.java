/**
 * Compiled versions of models, as immutable files that are opened and not loaded. Entry point:
 * {@link io.trueup.listener.engine.versions.VersionFolder}.
 */
@NullMarked
package io.trueup.listener.engine.versions;

import org.jspecify.annotations.NullMarked;
