package io.trueup.listener.engine.versions;

import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.stored.StoredFile;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.StoredBasis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compiled versions of one source, as files in a folder. A file is never changed, and its name
 * has its commit and id. It is a cache: a file that is damaged, of another program, or without the
 * files that it refers to is not used, and the version is made again. Any number of processes may
 * share the folder, and be killed at any time. Thread-safe.
 */
public final class VersionFolder {

  private static final Logger LOG = LoggerFactory.getLogger(VersionFolder.class);

  static final String ENDING = ".version";

  /** The end of the name of a file that was found damaged; kept for whoever looks into it. */
  static final String DAMAGED = ".damaged";

  /** A version refers to at most so many files; then some are merged. */
  private static final int MOST_FILES = 12;

  /** A file that has so many times the bytes of all newer ones is not merged with them. */
  private static final int MUCH_LARGER = 4;

  /** Below this size, what no version has any more is no concern. */
  private static final long WORTH_REWRITING = 64L << 20;

  /** An unfinished or damaged file of this age is not used by any process. */
  private static final Duration ABANDONED = Duration.ofHours(24);

  private final Path folder;
  private final VersionFileSet files;
  private final VersionLabel label;
  private final BlockCache cache;
  private final InstantSource clock;
  private final Consumer<String> warnings;
  private final SecureRandom random = new SecureRandom();

  /** The files that are open, by id. A process opens a file once. */
  private final Map<String, Opened> open = new HashMap<>();

  private record Opened(Path path, VersionDescription description, StoredFile file, long bytes) {}

  /**
   * The versions in a folder, which is created when first needed.
   *
   * @param label of the versions that are used and written; its commit does not count
   */
  public VersionFolder(Path folder, VersionLabel label, BlockCache cache, InstantSource clock) {
    this(folder, label, cache, clock, LOG::warn);
  }

  /**
   * The versions in a folder, which is created when first needed.
   *
   * @param label of the versions that are used and written; its commit does not count
   * @param warnings takes sentences about files that cannot be used
   */
  public VersionFolder(
      Path folder,
      VersionLabel label,
      BlockCache cache,
      InstantSource clock,
      Consumer<String> warnings) {
    this.folder = folder;
    this.files = new VersionFileSet(folder);
    this.label = label;
    this.cache = cache;
    this.clock = clock;
    this.warnings = warnings;
  }

  /**
   * What the version of a commit consists of, to be copied elsewhere; empty when there is no usable
   * file of it.
   */
  public Optional<VersionManifest> manifest(String commit) throws IOException {
    return files.manifest(commit, label.at(commit)::equals);
  }

  /** The finished files, whatever made them. */
  public VersionFileSet asFiles() {
    return files;
  }

  /** The commits of which there are files, the newest file first; they may turn out unusable. */
  public List<String> commits() {
    return files().stream()
        .sorted(Comparator.comparing(VersionFolder::modified).reversed())
        .map(it -> VersionName.of(it))
        .filter(it -> it != null)
        .map(it -> it.commit())
        .distinct()
        .toList();
  }

  /** Opens the version of a commit; empty when there is no usable file of it. */
  public Optional<CompiledVersion> find(String commit) {
    for (var path : files()) {
      var name = VersionName.of(path);
      if (name != null && name.commit().equals(commit)) {
        var version = version(name);
        if (version.isPresent()) {
          return version;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<CompiledVersion> version(VersionName name) {
    try {
      var opened = opened(name.id(), new HashSet<>());
      var found = opened.description().label();
      if (!found.equals(label.at(name.commit()))) {
        LOG.info(
            "The compiled version {} is not used: it was made {}",
            opened.path(),
            difference(found, name.commit()));
        return Optional.empty();
      }
      return Optional.of(compiled(name.id(), opened));
    } catch (DamagedFileException e) {
      setAside(e);
      return Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.empty(); // another process removed it, or a file that it refers to
    } catch (IOException | IllegalArgumentException e) {
      setAside(folder.resolve(name.text()), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private String difference(VersionLabel found, String commit) {
    if (!found.commit().equals(commit)) {
      return "from commit " + found.commit();
    }
    if (!found.source().equals(label.source())) {
      return "from the source '%s'".formatted(found.source());
    }
    return found.root().equals(label.root())
        ? "by another release of Trueup"
        : "from the model root '%s'".formatted(found.root());
  }

  private CompiledVersion compiled(String id, Opened opened) {
    var description = opened.description();
    return new CompiledVersion(
        id,
        opened.path(),
        description.label(),
        description.made(),
        opened.bytes(),
        description.older().stream().map(VersionDescription.Older::id).toList(),
        opened.file(),
        StoredBasis.open(opened.file(), description.basis()));
  }

  /** Opens a file with all that it refers to. */
  private synchronized Opened opened(String id, Set<String> opening) throws IOException {
    var known = open.get(id);
    if (known != null && known.file().isSound()) {
      return known;
    }
    if (!opening.add(id)) {
      throw new IllegalArgumentException("it refers to itself");
    }
    var path = path(id);
    var bytes = MappedBytes.open(path);
    var ends = FileLayout.read(bytes);
    var older = new ArrayList<StoredFile>();
    for (var other : ends.description().older()) {
      var file = opened(other.id(), opening).file();
      if (file.salt() != other.salt()) {
        throw new IllegalArgumentException(
            "the file of id %s is another one".formatted(other.id()));
      }
      older.add(file);
    }
    var file = new StoredFile(bytes, ends.salt(), StoredBasis.FORM, cache, older);
    var opened = new Opened(path, ends.description(), file, bytes.size());
    open.put(id, opened);
    opening.remove(id);
    return opened;
  }

  private Path path(String id) throws NoSuchFileException {
    for (var path : files()) {
      var name = VersionName.of(path);
      if (name != null && name.id().equals(id)) {
        return path;
      }
    }
    throw new NoSuchFileException(id);
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      warnings.accept(
          "Cannot look into %s: %s. Compiled versions there are not used"
              .formatted(folder, e.getMessage()));
      return List.of();
    }
  }

  private static long modified(Path path) {
    try {
      return Files.getLastModifiedTime(path).toMillis();
    } catch (IOException _) {
      return 0; // another process removed it
    }
  }

  /**
   * Begins the file of a version that is computed from nothing. The caller closes it.
   *
   * @throws IOException when no file can be written to the folder
   */
  public VersionDraft begin() throws IOException {
    return draft(_ -> false);
  }

  private VersionDraft draft(java.util.function.Predicate<StoredFile> kept) throws IOException {
    Files.createDirectories(folder);
    return new VersionDraft(
        folder.resolve(UUID.randomUUID() + VersionDraft.UNFINISHED),
        random.nextLong(),
        cache,
        kept);
  }

  /**
   * Finishes the file of a version.
   *
   * @throws UncheckedIOException when the disk fails; the version can be used without a file
   */
  public CompiledVersion finish(VersionDraft draft, String commit, Basis basis) {
    var finished =
        draft.finish(
            basis,
            label.at(commit),
            clock.instant(),
            this::idOf,
            id -> new VersionName(commit, id).text());
    var opened =
        new Opened(
            finished.path(), finished.description(), finished.file(), finished.file().bytes());
    synchronized (this) {
      open.put(finished.id(), opened);
    }
    return compiled(finished.id(), opened);
  }

  /**
   * Writes a version; what it shares with versions in files is not written again.
   *
   * @param near the version that it was computed from; null for none
   * @throws UncheckedIOException when the disk fails; the version can be used without a file
   */
  public CompiledVersion write(String commit, Basis basis, @Nullable CompiledVersion near) {
    var merged = near == null ? Set.<StoredFile>of() : merged(near.file());
    try (var draft = draft(file -> !merged.contains(file))) {
      return finish(draft, commit, basis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The files whose content the next version repeats, so that a version refers to few files: the
   * newest ones, up to one that is much larger than all of them. So each part is repeated about as
   * often as the logarithm of the number of versions. When the newer files are as large as the
   * oldest one, everything is written anew, which leaves out what no version has any more.
   */
  private Set<StoredFile> merged(StoredFile near) {
    var all = new LinkedHashSet<StoredFile>();
    addWithOlder(near, all);
    var newestFirst = new ArrayList<>(all);
    newestFirst.sort(Comparator.comparing(this::made).reversed());
    var total = newestFirst.stream().mapToLong(StoredFile::bytes).sum();
    var largest = newestFirst.stream().mapToLong(StoredFile::bytes).max().orElse(0);
    if (total > 2 * largest && total > WORTH_REWRITING) {
      return all;
    }
    if (newestFirst.size() < MOST_FILES) {
      return Set.of();
    }
    var merged = new HashSet<StoredFile>();
    var size = 0L;
    for (var file : newestFirst) {
      if (merged.size() >= MOST_FILES / 2 && file.bytes() > MUCH_LARGER * size) {
        break;
      }
      merged.add(file);
      size += file.bytes();
    }
    return merged;
  }

  private static void addWithOlder(StoredFile file, Set<StoredFile> all) {
    if (all.add(file)) {
      file.older().forEach(it -> addWithOlder(it, all));
    }
  }

  private synchronized Instant made(StoredFile file) {
    return open.values().stream()
        .filter(it -> it.file() == file)
        .map(it -> it.description().made())
        .findFirst()
        .orElse(Instant.EPOCH);
  }

  private synchronized String idOf(StoredFile file) {
    for (var entry : open.entrySet()) {
      if (entry.getValue().file() == file) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("A version refers to a file that is not open");
  }

  /**
   * Removes all files that no kept version needs, and what killed processes left behind.
   *
   * @param kept the commits whose versions are needed
   * @param newest how many of the newest other files are kept
   */
  public void clean(Set<String> kept, int newest) {
    var byId = new HashMap<String, Path>();
    var wanted = new LinkedHashSet<String>();
    var others = new ArrayList<Path>();
    for (var path : files()) {
      var name = VersionName.of(path);
      if (name != null) {
        byId.put(name.id(), path);
        if (kept.contains(name.commit())) {
          wanted.add(name.id());
        } else {
          others.add(path);
        }
      }
    }
    others.sort(Comparator.comparing(VersionFolder::modified).reversed());
    others.stream()
        .limit(newest)
        .map(it -> VersionName.of(it))
        .filter(it -> it != null)
        .forEach(it -> wanted.add(it.id()));
    var needed = new HashSet<String>();
    wanted.forEach(it -> need(it, byId, needed));
    byId.forEach((id, path) -> {
      if (!needed.contains(id)) {
        delete(path);
      }
    });
    synchronized (this) {
      open.keySet().removeIf(it -> byId.containsKey(it) && !needed.contains(it));
    }
    deleteAbandoned();
  }

  private void need(String id, Map<String, Path> byId, Set<String> needed) {
    var path = byId.get(id);
    if (path == null || !needed.add(id)) {
      return;
    }
    try {
      FileLayout.read(MappedBytes.open(path))
          .description()
          .older()
          .forEach(it -> need(it.id(), byId, needed));
    } catch (IOException | IllegalArgumentException _) {
      // It is set aside when it is opened.
    }
  }

  private void deleteAbandoned() {
    try (var files = Files.list(folder)) {
      var now = clock.instant();
      for (var path : files.toList()) {
        var name = path.getFileName().toString();
        var isLeftover = name.endsWith(VersionDraft.UNFINISHED) || name.endsWith(DAMAGED);
        var age = Duration.between(Instant.ofEpochMilli(modified(path)), now);
        if (isLeftover && age.compareTo(ABANDONED) > 0) {
          delete(path);
        }
      }
    } catch (NoSuchFileException _) {
      // there are no versions yet
    } catch (IOException | UncheckedIOException e) {
      warnings.accept("Cannot look into %s: %s".formatted(folder, e.getMessage()));
    }
  }

  private void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      warnings.accept("Cannot remove %s: %s".formatted(path, e.getMessage()));
    }
  }

  /** Takes a damaged file out of use. */
  public void setAside(DamagedFileException damage) {
    Opened found = null;
    synchronized (this) {
      for (var opened : open.values()) {
        found = opened.file() == damage.file() ? opened : found;
      }
    }
    if (found != null) {
      setAside(found.path(), String.valueOf(damage.getMessage()));
    }
  }

  private void setAside(Path path, String reason) {
    try {
      Files.move(
          path, path.resolveSibling(path.getFileName() + DAMAGED), StandardCopyOption.ATOMIC_MOVE);
      warnings.accept(
          "Set aside the compiled version %s: %s. The version is made again from its commit"
              .formatted(path, reason));
    } catch (NoSuchFileException _) {
      // another process has set it aside
    } catch (IOException e) {
      warnings.accept(
          "The compiled version %s is not used: %s. It cannot be set aside: %s"
              .formatted(path, reason, e.getMessage()));
    }
  }
}
