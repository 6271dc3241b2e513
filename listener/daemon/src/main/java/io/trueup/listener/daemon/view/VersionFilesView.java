package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.versions.FolderUsage;
import io.trueup.listener.engine.versions.VersionFolder;
import org.jspecify.annotations.Nullable;

/**
 * What the compiled versions of a source take on this daemon's disk.
 *
 * @param problem why none can be written now, and what to do; null while they can be
 */
public record VersionFilesView(long files, long bytes, @Nullable String problem) {

  /** The view of a folder; reads its listing. */
  public static VersionFilesView of(VersionFolder folder) {
    FolderUsage usage = folder.usage();
    return new VersionFilesView(usage.files(), usage.bytes(), folder.problem().orElse(null));
  }
}
