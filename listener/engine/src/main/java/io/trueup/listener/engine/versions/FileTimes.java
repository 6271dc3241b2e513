package io.trueup.listener.engine.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** When files were changed last. Other processes may use and remove them meanwhile. Stateless. */
final class FileTimes {

  private FileTimes() {}

  private record Dated(Path path, Instant modified) {}

  /** When a file was changed last; long ago when it is gone. */
  static Instant modified(Path path) {
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (IOException _) {
      return Instant.EPOCH; // another process removed it
    }
  }

  /** Files, the newest one first; those of one time by their names. */
  static List<Path> newestFirst(Collection<Path> files) {
    return newestFirst(files, FileTimes::modified);
  }

  /** Asks for each time once: one that changes while files are sorted would fail the sort. */
  static List<Path> newestFirst(Collection<Path> files, Function<Path, Instant> modified) {
    return files.stream()
        .map(it -> new Dated(it, modified.apply(it)))
        .sorted(Comparator.comparing(Dated::modified).reversed().thenComparing(Dated::path))
        .map(Dated::path)
        .toList();
  }
}
