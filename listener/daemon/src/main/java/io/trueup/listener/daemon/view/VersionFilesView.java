package io.trueup.listener.daemon.view;

import org.jspecify.annotations.Nullable;

/**
 * What the compiled versions of a source take on this daemon's disk.
 *
 * @param problem why none can be written now, and what to do; null while they can be
 */
public record VersionFilesView(long files, long bytes, @Nullable String problem) {}
