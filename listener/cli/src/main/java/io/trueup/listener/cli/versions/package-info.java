/**
 * Moves compiled versions between daemons, folders and archives. Entry point: {@link
 * io.trueup.listener.cli.versions.VersionOrigin}.
 */
@NullMarked
package io.trueup.listener.cli.versions;

import org.jspecify.annotations.NullMarked;
