package io.trueup.listener.engine.versions;

import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.stored.StoredFile;
import io.trueup.model.verdict.StoredBasis;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a folder that are open, each once in a process, and those that are not to be used. A
 * file is open for as long as a version in memory has parts of it; then its mapping ends at some
 * later garbage collection. Thread-safe.
 */
final class OpenVersions {

  private static final Logger LOG = LoggerFactory.getLogger(OpenVersions.class);

  private final Supplier<List<Path>> listing;
  private final BlockCache cache;
  private final Consumer<String> warnings;
  private final FolderCounts counts;
  private final Map<String, Held> open = new HashMap<>();

  /** Damaged files that could not be moved away, and files that were reported. */
  private final Set<Path> refused = new HashSet<>();

  private final Set<Path> reported = new HashSet<>();

  /** An open file. */
  record Opened(Path path, VersionDescription description, StoredFile file, long bytes) {}

  /** A file that is open until it is no longer used. */
  private record Held(
      Path path, VersionDescription description, WeakReference<StoredFile> file, long bytes) {

    static Held of(Opened opened) {
      return new Held(
          opened.path(), opened.description(), new WeakReference<>(opened.file()), opened.bytes());
    }

    boolean isOf(StoredFile sought) {
      return file.refersTo(sought);
    }

    boolean isClosed() {
      return file.refersTo(null);
    }
  }

  /** A file cannot be used: it, or a file that it refers to, is not what was written. */
  private static final class FaultyFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Path path;

    FaultyFileException(Path path, IllegalArgumentException cause) {
      super(cause.getMessage(), cause);
      this.path = path;
    }
  }

  /**
   * No files.
   *
   * @param listing gives the version files that are in the folder now
   * @param warnings takes sentences about files that cannot be used
   * @param counts of files that are opened and set aside
   */
  OpenVersions(
      Supplier<List<Path>> listing,
      BlockCache cache,
      Consumer<String> warnings,
      FolderCounts counts) {
    this.counts = counts;
    this.listing = listing;
    this.cache = cache;
    this.warnings = warnings;
  }

  /**
   * Opens a file with all that it refers to. A file that is at fault is set aside.
   *
   * @return null when it cannot be used
   */
  synchronized @Nullable Opened open(String id) {
    try {
      return opened(id, new HashSet<>());
    } catch (NoSuchFileException _) {
      return null; // another process removed it, or a file that it refers to
    } catch (OtherFormatException e) {
      report(path(id), e.getMessage());
    } catch (FaultyFileException e) {
      setAside(e.path, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // Perhaps it can be read later, or by another process.
      report(path(id), "it cannot be read: %s".formatted(e));
    }
    return null;
  }

  private Opened opened(String id, Set<String> opening) throws IOException, FaultyFileException {
    var known = open.get(id);
    var used = known == null ? null : known.file().get();
    if (known != null && used != null) {
      used.withOlder().forEach(this::setAsideIfDamaged);
      if (used.isSound()) {
        return new Opened(known.path(), known.description(), used, known.bytes());
      }
    }
    open.remove(id);
    var path = path(id);
    if (path == null || refused.contains(path)) {
      throw new NoSuchFileException(id);
    }
    try {
      if (!opening.add(id)) {
        throw new IllegalArgumentException("it refers to itself");
      }
      var bytes = ReadBytes.mappedOrRead(path);
      var ends = FileLayout.read(bytes);
      var older = new ArrayList<StoredFile>();
      for (var other : ends.description().older()) {
        older.add(older(other, opening));
      }
      opening.remove(id);
      var file = new StoredFile(bytes, ends.salt(), StoredBasis.FORM, cache, older);
      var opened = new Opened(path, ends.description(), file, bytes.size());
      add(id, opened);
      counts.opened();
      return opened;
    } catch (OtherFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new FaultyFileException(path, e);
    }
  }

  /** Opens a file that another one refers to. Its salt shows whether it is the one. */
  private StoredFile older(VersionDescription.Older other, Set<String> opening)
      throws IOException, FaultyFileException {
    var opened = opened(other.id(), opening);
    if (opened.file().salt() != other.salt()) {
      open.remove(other.id());
      throw new FaultyFileException(
          opened.path(), new IllegalArgumentException("its content is not that of its name"));
    }
    return opened.file();
  }

  private @Nullable Path path(String id) {
    for (var path : listing.get()) {
      var name = VersionName.of(path);
      if (name != null && name.id().equals(id)) {
        return path;
      }
    }
    return null;
  }

  /** Adds a file that was written. */
  synchronized void add(String id, Opened opened) {
    open.values().removeIf(Held::isClosed);
    open.put(id, Held.of(opened));
  }

  /** The ids of all open files. */
  synchronized Set<String> ids() {
    open.values().removeIf(Held::isClosed);
    return Set.copyOf(open.keySet());
  }

  /** Forgets files; what was read from them can still be read. */
  synchronized void forget(Set<String> ids) {
    for (var id : ids) {
      var removed = open.remove(id);
      var used = removed == null ? null : removed.file().get();
      if (used != null) {
        cache.forget(used);
      }
    }
  }

  private @Nullable Held find(StoredFile file) {
    return open.values().stream().filter(it -> it.isOf(file)).findFirst().orElse(null);
  }

  /** When a file was made. */
  synchronized Instant made(StoredFile file) {
    var found = find(file);
    return found == null ? Instant.EPOCH : found.description().made();
  }

  /** Whether a new file may refer to a file: it and all that it refers to are there and sound. */
  synchronized boolean isPresent(StoredFile file) {
    return file.withOlder().stream()
        .allMatch(it -> {
          var found = find(it);
          return found != null && !it.isDamaged() && Files.exists(found.path());
        });
  }

  /**
   * The id of a file.
   *
   * @throws NoSuchFileException when it is not open any more
   */
  synchronized String id(StoredFile file) throws NoSuchFileException {
    for (var entry : open.entrySet()) {
      if (entry.getValue().isOf(file)) {
        return entry.getKey();
      }
    }
    throw new NoSuchFileException("a file that it refers to");
  }

  /** Takes a damaged file out of use. */
  synchronized void setAside(DamagedFileException damage) {
    var found = find(damage.file());
    if (found != null) {
      open.values().remove(found);
      setAside(found.path(), String.valueOf(damage.getMessage()));
    }
  }

  private void setAsideIfDamaged(StoredFile file) {
    var found = file.isDamaged() ? find(file) : null;
    if (found != null) {
      open.values().remove(found);
      setAside(found.path(), "it was found damaged when it was read");
    }
  }

  /** Takes a file out of use. */
  synchronized void setAside(Path path, String reason) {
    try {
      Files.move(
          path,
          path.resolveSibling(path.getFileName() + VersionFolder.DAMAGED),
          StandardCopyOption.ATOMIC_MOVE);
      counts.setAside();
      warnings.accept(
          "Set aside the compiled version %s: %s. The version is made again from its commit"
              .formatted(path, reason));
    } catch (NoSuchFileException _) {
      // another process has set it aside
    } catch (IOException e) {
      refused.add(path);
      warnings.accept(
          "The compiled version %s is not used: %s. It cannot be set aside: %s"
              .formatted(path, reason, e.getMessage()));
    }
  }

  /** Says once that a file is not used. */
  synchronized void report(@Nullable Path path, @Nullable String reason) {
    if (path != null && reported.add(path)) {
      LOG.info("The compiled version {} is not used: {}", path, reason);
    }
  }
}
