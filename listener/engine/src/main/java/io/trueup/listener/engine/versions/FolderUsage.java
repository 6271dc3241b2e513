package io.trueup.listener.engine.versions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a folder of versions takes on disk, with unfinished and damaged files, and without the lock
 * of imports, which is empty.
 *
 * @param files how many there are
 */
public record FolderUsage(long files, long bytes) {

  /** The usage of a folder; nothing when it does not exist or cannot be read. */
  static FolderUsage of(Path folder) {
    var files = 0L;
    var bytes = 0L;
    try (var found = Files.list(folder)) {
      for (var path : (Iterable<Path>) found::iterator) {
        if (!path.endsWith(VersionImport.LOCK)) {
          bytes += size(path);
          files++;
        }
      }
    } catch (IOException | UncheckedIOException _) {
      return new FolderUsage(files, bytes);
    }
    return new FolderUsage(files, bytes);
  }

  private static long size(Path path) throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException _) {
      return 0; // it was removed meanwhile
    }
  }
}
