package io.trueup.statestore.embedded;

import io.trueup.model.fingerprint.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The unpacked programs of Postgres, in a folder that all processes share. */
record PostgresBinaries(Path folder) {

  private static final String RESOURCE = "/postgres-linux-x86_64.txz";
  private static final String UNPACKING = ".unpacking-";
  private static final Duration ABANDONED = Duration.ofHours(1);

  /**
   * Finds the programs in the cache, or unpacks them there. Several processes may do so at once: a
   * folder appears under its name only when it is complete.
   */
  static PostgresBinaries in(Path cache) {
    requirePlatform();
    try {
      createOwnFolder(cache);
      deleteAbandoned(cache);
      var folder = cache.resolve("postgres-" + digest().substring(0, 16));
      if (!Files.isDirectory(folder)) {
        var unpacked = Files.createTempDirectory(cache, UNPACKING);
        unpack(unpacked);
        publish(unpacked, folder);
      }
      return new PostgresBinaries(folder);
    } catch (IOException e) {
      throw EmbeddedPostgresException.failed("unpack the embedded Postgres", cache, e);
    }
  }

  /** Deletes what killed processes left while they unpacked. */
  private static void deleteAbandoned(Path cache) throws IOException {
    try (var folders = Files.list(cache)) {
      for (var folder : folders.toList()) {
        var isUnpacking = folder.getFileName().toString().startsWith(UNPACKING);
        if (isUnpacking && isOld(folder)) {
          delete(folder);
        }
      }
    }
  }

  /** By the file system's clock; another process may still be unpacking. */
  private static boolean isOld(Path folder) throws IOException {
    var probe = Files.createTempFile(folder.resolveSibling(""), ".now", "");
    try {
      var now = Files.getLastModifiedTime(probe).toInstant();
      return Files.getLastModifiedTime(folder).toInstant().isBefore(now.minus(ABANDONED));
    } finally {
      Files.delete(probe);
    }
  }

  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  private static void requirePlatform() {
    var system = System.getProperty("os.name", "");
    var architecture = System.getProperty("os.arch", "");
    if (!system.equals("Linux") || !architecture.equals("amd64")) {
      throw EmbeddedPostgresException.unsupported(
          "its programs are for Linux on amd64 and this is %s on %s"
              .formatted(system, architecture));
    }
  }

  private static void createOwnFolder(Path cache) throws IOException {
    if (!Files.isDirectory(cache)) {
      Files.createDirectories(cache);
      // Other users run the programs, whatever the mask of new files is.
      Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    var permissions = Files.getPosixFilePermissions(cache);
    var owner = Files.getOwner(cache);
    if (!owner.equals(Files.getOwner(Path.of("/proc/self")))
        || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw EmbeddedPostgresException.untrusted(cache);
    }
  }

  private static String digest() throws IOException {
    try (var in = new DigestInputStream(archive(), Sha256.start())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private static InputStream archive() {
    var archive = PostgresBinaries.class.getResourceAsStream(RESOURCE);
    if (archive == null) {
      throw EmbeddedPostgresException.unsupported(
          "its programs were left out of this installation");
    }
    return archive;
  }

  private static void unpack(Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive()))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, target);
      }
    }
    // A temporary folder is closed to others, but other users run the programs.
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    var path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("entry '%s' leads out of the archive".formatted(entry.getName()));
    }
    if (entry.isDirectory()) {
      createFolder(path);
    } else if (entry.isSymbolicLink()) {
      createFolder(path.resolveSibling(""));
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      createFolder(path.resolveSibling(""));
      Files.copy(tar, path);
      var isProgram = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  /** Creates a folder that all users may read, whatever the mask of new files is. */
  private static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      createFolder(folder.resolveSibling(""));
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static void publish(Path unpacked, Path folder) throws IOException {
    try {
      Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      delete(unpacked);
    }
  }

  /** Deletes a folder with everything in it; does nothing when it does not exist. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete '%s'".formatted(folder), e);
    }
  }
}
