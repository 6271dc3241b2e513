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
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

  /** The end of the name of a file that was found damaged; kept so that it can be examined. */
  static final String DAMAGED = ".damaged";

  private final Path folder;
  private final VersionFileSet files;
  private final VersionLabel label;
  private final BlockCache cache;
  private final InstantSource clock;
  private final Consumer<String> warnings;
  private final MergePolicy policy;
  private final SecureRandom random = new SecureRandom();

  private final OpenVersions open;
  private final WriteProblem problem;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final FolderCounts counts = new FolderCounts();

  /** Files are written while nothing is removed, so that what they refer to stays. */
  private final ReadWriteLock cleaning = new ReentrantReadWriteLock();

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
    this(folder, label, cache, clock, warnings, MergePolicy.DEFAULT);
  }

  VersionFolder(
      Path folder,
      VersionLabel label,
      BlockCache cache,
      InstantSource clock,
      Consumer<String> warnings,
      MergePolicy policy) {
    this.policy = policy;
    this.folder = folder;
    this.files = new VersionFileSet(folder);
    this.label = label;
    this.cache = cache;
    this.clock = clock;
    this.warnings = warnings;
    this.open = new OpenVersions(this::files, cache, warnings, counts);
    this.problem = new WriteProblem(folder, warnings);
  }

  /** Why versions cannot be written now, and what to do; empty when the last one could be. */
  public Optional<String> problem() {
    return problem.message();
  }

  /** What was done since the folder was opened. */
  public FolderCounts counts() {
    return counts;
  }

  /** What the folder takes on disk. */
  public FolderUsage usage() {
    return FolderUsage.of(folder);
  }

  /** What is in the folder, the newest file first; reads only the ends of each file. */
  public List<ListedVersion> list() {
    return FolderListing.of(folder, label, open.ids());
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
    return FileTimes.newestFirst(files()).stream()
        .map(it -> VersionName.of(it))
        .filter(it -> it != null)
        .map(it -> it.commit())
        .distinct()
        .toList();
  }

  /** Opens the version of a commit; empty when there is no usable file of it. */
  public Optional<CompiledVersion> find(String commit) {
    // The newest first: an older one may have been compacted.
    for (var path : FileTimes.newestFirst(files(it -> it.startsWith(commit)))) {
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
    var opened = open.open(name.id());
    if (opened == null) {
      return Optional.empty();
    }
    var found = opened.description().label();
    if (!found.commit().equals(name.commit())) {
      open.setAside(folder.resolve(name.text()), "it was made from commit " + found.commit());
      return Optional.empty();
    }
    if (!found.equals(label.at(name.commit()))) {
      open.report(opened.path(), "it was made " + difference(found));
      return Optional.empty();
    }
    try {
      return Optional.of(compiled(name.id(), opened));
    } catch (DamagedFileException e) {
      open.setAside(e);
      return Optional.empty();
    }
  }

  private String difference(VersionLabel found) {
    if (!found.source().equals(label.source())) {
      return "from the source '%s'".formatted(found.source());
    }
    return found.root().equals(label.root())
        ? "by another release of Trueup"
        : "from the model root '%s'".formatted(found.root());
  }

  private CompiledVersion compiled(String id, OpenVersions.Opened opened) {
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

  private List<Path> files() {
    return files(_ -> true);
  }

  private List<Path> files(Predicate<String> isNamed) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(it -> it.toString().endsWith(ENDING))
          .filter(it -> isNamed.test(it.getFileName().toString()))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      warnOnce(
          "Cannot look into %s: %s. Compiled versions there are not used"
              .formatted(folder, e.getMessage()));
      return List.of();
    }
  }

  private void warnOnce(String sentence) {
    if (said.add(sentence)) {
      warnings.accept(sentence);
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

  private VersionDraft draft(Predicate<StoredFile> kept) throws IOException {
    try {
      Files.createDirectories(folder);
      return new VersionDraft(
          folder.resolve(UUID.randomUUID() + VersionDraft.UNFINISHED),
          random.nextLong(),
          cache,
          kept);
    } catch (IOException e) {
      problem.failed(e);
      throw e;
    }
  }

  /** Notes that the disk failed while a version was written. */
  public void failed(IOException cause) {
    problem.failed(cause);
  }

  /**
   * Finishes the file of a version.
   *
   * @throws UncheckedIOException when the disk fails; the version can be used without a file
   */
  public CompiledVersion finish(VersionDraft draft, String commit, Basis basis) {
    try {
      return finished(draft, commit, basis);
    } catch (UncheckedIOException e) {
      problem.failed(Objects.requireNonNull(e.getCause()));
      throw e;
    }
  }

  private CompiledVersion finished(VersionDraft draft, String commit, Basis basis) {
    var finished =
        draft.finish(
            basis,
            label.at(commit),
            clock.instant(),
            this::idOf,
            id -> new VersionName(commit, id).text());
    var opened =
        new OpenVersions.Opened(
            finished.path(), finished.description(), finished.file(), finished.file().bytes());
    open.add(finished.id(), opened);
    counts.written(opened.bytes());
    problem.worked();
    return compiled(finished.id(), opened);
  }

  /**
   * Writes a version; what it shares with versions in files is not written again.
   *
   * @param near the version that it was computed from; null for none
   * @throws UncheckedIOException when the disk fails; the version can be used without a file
   */
  public CompiledVersion write(String commit, Basis basis, @Nullable CompiledVersion near) {
    // Values in memory may have come from files that earlier versions merged already.
    var all = near == null ? null : near.file().withOlder();
    var merged = all == null ? Set.<StoredFile>of() : policy.merged(sized(all));
    var present = new ConcurrentHashMap<StoredFile, Boolean>();
    cleaning.readLock().lock();
    try (var draft =
        draft(it ->
            (all == null || all.contains(it))
                && !merged.contains(it)
                && present.computeIfAbsent(it, open::isPresent))) {
      return finish(draft, commit, basis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cleaning.readLock().unlock();
    }
  }

  /**
   * Writes a version as one file, when the files that it refers to hold about as much again that it
   * does not have any more. Takes as long as reading and writing all of it; readers and writers go
   * on meanwhile.
   *
   * @return empty when it does not pay
   * @throws UncheckedIOException when the disk fails
   */
  public Optional<CompiledVersion> compacted(CompiledVersion version) {
    var files = sized(version.file().withOlder());
    if (!policy.paysToCompact(files)) {
      return Optional.empty();
    }
    try (var draft = draft(_ -> false)) {
      var compacted = finish(draft, version.label().commit(), version.basis());
      LOG.info(
          "Compacted the compiled version of {}: {} files of {} bytes are now one of {} bytes",
          version.label().commit(),
          files.size(),
          files.stream().mapToLong(MergePolicy.Sized::bytes).sum(),
          compacted.bytes());
      return Optional.of(compacted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<MergePolicy.Sized<StoredFile>> sized(Set<StoredFile> files) {
    return files.stream()
        .map(it -> new MergePolicy.Sized<>(it, it.bytes(), open.made(it).toEpochMilli()))
        .toList();
  }

  private String idOf(StoredFile file) {
    try {
      return open.id(file);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes all files that no kept version needs, and what killed processes left behind. Versions
   * that are open stay readable.
   *
   * @param kept the commits whose versions are needed
   * @param newest how many of the newest other files are kept
   */
  public void clean(Set<String> kept, int newest) {
    cleaning.writeLock().lock();
    try {
      open.forget(new FolderCleaning(folder, clock, this::warnOnce).clean(kept, newest));
    } finally {
      cleaning.writeLock().unlock();
    }
  }

  /** Whether all files of a version are still in the folder. */
  public boolean isPresent(CompiledVersion version) {
    return open.isPresent(version.file());
  }

  /** Lets go of files that no open version has parts of; they may be opened again. */
  public void release(Collection<StoredFile> unused) {
    unused.forEach(cache::release);
  }

  /** Takes a damaged file out of use. */
  public void setAside(DamagedFileException damage) {
    open.setAside(damage);
  }
}
