package io.trueup.listener.cli.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where commands keep what they computed: a folder that only its user can write, since a verdict
 * trusts what is in it.
 */
public sealed interface CacheFolder {

  /** The folder, which need not exist yet. */
  record Usable(Path path) implements CacheFolder {

    private static final FileAttribute<?>[] NONE = {};
    private static final FileAttribute<?>[] OWNERS_ALONE = {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };

    /** Creates it, for its user alone. */
    void create() throws IOException {
      if (Files.isDirectory(path)) {
        return;
      }
      if (path.getParent() != null) {
        Files.createDirectories(path.getParent());
      }
      try {
        Files.createDirectory(path, isPosix(path) ? OWNERS_ALONE : NONE);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(path)) {
          throw e;
        } // else another command made it
      }
    }
  }

  /**
   * There is no folder that can be used.
   *
   * @param reason a clause, such as "HOME is not set"
   */
  record Unusable(String reason) implements CacheFolder {}

  /**
   * Finds the folder, and looks whom it belongs to.
   *
   * @param environment names it
   * @param system the name of the operating system
   */
  static CacheFolder of(Map<String, String> environment, String system) {
    try {
      return path(environment, system)
          .map(it -> checked(it))
          .orElse(
              new Unusable(
                  "none of TRUEUP_CACHE, XDG_CACHE_HOME and HOME names a folder. Set TRUEUP_CACHE"));
    } catch (InvalidPathException e) {
      return new Unusable(
          "the name of its folder cannot be used (%s). Correct TRUEUP_CACHE"
              .formatted(e.getMessage()));
    }
  }

  private static Optional<Path> path(Map<String, String> environment, String system) {
    var named = environment.getOrDefault("TRUEUP_CACHE", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named).toAbsolutePath());
    }
    // As the specification of these variables says, a relative path is ignored.
    var shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!shared.isEmpty() && Path.of(shared).isAbsolute()) {
      return Optional.of(Path.of(shared, "trueup"));
    }
    var home = environment.getOrDefault("HOME", "");
    if (home.isEmpty() || !Path.of(home).isAbsolute()) {
      return Optional.empty();
    }
    return Optional.of(
        system.toLowerCase(Locale.ROOT).startsWith("mac")
            ? Path.of(home, "Library", "Caches", "trueup")
            : Path.of(home, ".cache", "trueup"));
  }

  private static CacheFolder checked(Path path) {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return new Usable(path);
      }
      if (!Files.isDirectory(path)) {
        return new Unusable("'%s' is no folder. Remove it, or set TRUEUP_CACHE".formatted(path));
      }
      return isPosix(path) ? ownersAlone(path) : new Usable(path);
    } catch (IOException e) {
      return new Unusable("'%s' cannot be read: %s".formatted(path, DiskFailures.reason(e)));
    }
  }

  private static CacheFolder ownersAlone(Path path) throws IOException {
    if (!Files.getAttribute(path, "unix:uid").equals((int) currentUser())) {
      return new Unusable(
          "'%s' belongs to another user, %s, whose files are not trusted. Set TRUEUP_CACHE to a folder of your own"
              .formatted(path, Files.getOwner(path).getName()));
    }
    var permissions = Files.getPosixFilePermissions(path);
    var others = Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    return permissions.stream().anyMatch(others::contains)
        ? new Unusable(
            "other users may write to '%s'. Run 'chmod go-w' on it, or set TRUEUP_CACHE to another folder"
                .formatted(path))
        : new Usable(path);
  }

  private static long currentUser() {
    return new com.sun.security.auth.module.UnixSystem().getUid();
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }
}
