package io.trueup.listener.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * The size of a daemon's mirror on disk.
 *
 * @param packs files ending in {@code .pack}
 * @param looseRefs refs in files of their own
 * @param pins refs that keep a version's commit
 * @param files all files
 * @param bytes of all files
 */
record MirrorSize(long packs, long looseRefs, long pins, long files, long bytes) {

  private static final String REFS = "refs/trueup/";

  /** Measures a mirror's repository while the daemon works on it. */
  static MirrorSize of(Path repository) {
    var packs = 0L;
    var loose = 0L;
    var files = 0L;
    var bytes = 0L;
    try {
      for (var file : FolderScan.filesUnder(repository)) {
        var path = repository.relativize(file).toString().replace('\\', '/');
        packs += path.endsWith(".pack") ? 1 : 0;
        loose += path.startsWith(REFS) ? 1 : 0;
        bytes += FolderScan.size(file);
        files++;
      }
      return new MirrorSize(packs, loose, pins(repository), files, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long pins(Path repository) throws IOException {
    var names = new TreeSet<String>();
    for (var file : FolderScan.filesUnder(repository.resolve("refs").resolve("trueup"))) {
      names.add(file.getFileName().toString());
    }
    try (var lines = Files.lines(repository.resolve("packed-refs"))) {
      lines
          .filter(line -> line.contains(" " + REFS))
          .forEach(line -> names.add(line.substring(line.indexOf(REFS) + REFS.length())));
    } catch (NoSuchFileException _) {
      // No ref is packed yet.
    }
    names.remove("head");
    return names.size();
  }
}
