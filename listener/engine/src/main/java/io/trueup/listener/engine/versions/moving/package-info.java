/**
 * Compiled versions on their way to other machines: compressed, and as archives. Entry points:
 * {@link io.trueup.listener.engine.versions.moving.ArchiveWriter} and {@link
 * io.trueup.listener.engine.versions.moving.ArchiveReader}.
 */
@NullMarked
package io.trueup.listener.engine.versions.moving;

import org.jspecify.annotations.NullMarked;
