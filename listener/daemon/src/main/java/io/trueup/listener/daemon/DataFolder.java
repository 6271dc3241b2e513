package io.trueup.listener.daemon;

import io.trueup.listener.engine.DaemonException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon's own folder. It is locked while the daemon runs, and holds the daemon's name. */
final class DataFolder implements Opening.Home, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final Set<PosixFilePermission> FOLDER_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> PASSABLE_MODE =
      PosixFilePermissions.fromString("rwx--x--x");
  private static final List<String> OF_THE_DAEMON = List.of("mirrors", "fragments", "versions");
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-------");

  private final Path folder;
  private final FileLock lock;

  private DataFolder(Path folder, FileLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Locks a folder, which is created when missing.
   *
   * @throws DaemonException when it cannot be created or another process has locked it
   */
  static DataFolder claim(Path folder) {
    try {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER_MODE));
      var channel =
          FileChannel.open(
              folder.resolve("daemon.lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(FILE_MODE));
      var lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new DaemonException(
            "Cannot use the data folder %s: another daemon does. Stop it, or name another 'data-folder'"
                .formatted(folder),
            new IllegalStateException("locked"));
      }
      close(folder);
      return new DataFolder(folder, lock);
    } catch (IOException e) {
      throw new DaemonException(
          "Cannot use the data folder %s: %s. Make it writable, or name another 'data-folder'"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /**
   * Whether a daemon has locked a folder.
   *
   * @throws DaemonException when the folder's lock cannot be opened
   */
  static boolean isTaken(Path folder) {
    var file = folder.resolve("daemon.lock");
    if (!Files.exists(file)) {
      return false;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return tryLock(channel) == null;
    } catch (IOException e) {
      throw new DaemonException(
          "Cannot use the data folder %s: %s. Run this as the daemon's user"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /** Closes a folder to other users of this machine. */
  private static void close(Path folder) throws IOException {
    if (Files.getPosixFilePermissions(folder).equals(FOLDER_MODE)) {
      return;
    }
    try {
      Files.setPosixFilePermissions(folder, FOLDER_MODE);
    } catch (IOException e) {
      // A mounted volume may belong to another user.
      LOG.warn(
          "Others may enter the data folder {}, and it cannot be closed to them: {}. Change its"
              + " mode to 0700",
          folder,
          e.getMessage());
    }
  }

  /**
   * Lets a server that runs as another user reach its own folder in here, and nothing else: other
   * users may pass through, but neither list this folder nor enter the daemon's folders.
   */
  void allowPassage() {
    try {
      for (var name : OF_THE_DAEMON) {
        var own = folder.resolve(name);
        Files.createDirectories(own);
        Files.setPosixFilePermissions(own, FOLDER_MODE);
      }
      Files.setPosixFilePermissions(folder, PASSABLE_MODE);
    } catch (IOException e) {
      throw new DaemonException(
          "Cannot let the embedded Postgres through the data folder %s: %s. Run the daemon as a user other than root"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * The daemon's name in leases: the same after a restart, so that it need not wait for its own.
   */
  @Override
  public String instance() {
    var file = folder.resolve("instance");
    try {
      if (!Files.exists(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE_MODE));
      }
      if (Files.size(file) == 0) {
        Files.writeString(file, UUID.randomUUID().toString());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new DaemonException("Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public Path writeSecret(String name, String secret) {
    var file = folder.resolve(name);
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE_MODE));
      return Files.writeString(file, secret + "\n");
    } catch (IOException e) {
      throw new DaemonException("Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public void remove(String name) {
    var file = folder.resolve(name);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new DaemonException("Cannot remove %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  Path resolve(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() {
    try {
      lock.channel().close();
    } catch (IOException e) {
      throw new DaemonException("Cannot release %s: %s".formatted(folder, e.getMessage()), e);
    }
  }
}
