package io.trueup.listener.lab.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** Folders for one run of the demonstration or of a benchmark. */
public final class TemporaryFolder {

  private TemporaryFolder() {}

  /**
   * Creates a folder that others may pass through but not list: the embedded Postgres may run as a
   * user of its own, whatever the mask of new files is.
   */
  public static Path create(String prefix) throws IOException {
    var folder = Files.createTempDirectory(prefix);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    return folder;
  }

  /** Deletes a folder with everything in it. */
  public static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
