package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.model.fingerprint.Sha256;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.verdict.Basis;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The compiled versions of a repository on this machine, and what was seen in its work trees. A
 * file's time is the one of its last use. For one thread.
 */
public final class LocalVersions {

  /** Newer files may be of other releases, or of commits that the repository has lost. */
  private static final int MOST_TRIED = 5;

  /** Each version shares most of its content with the others. */
  private static final int MOST_KEPT = 20;

  /** Smaller models are computed sooner than they are opened. */
  private static final int FEWEST_FILES = 500;

  private static final int FEWEST_DATASETS = 2000;

  private final @Nullable Path folder;
  private final @Nullable Path states;
  private final InstantSource clock;
  private final Function<Path, Optional<VersionFolder>> opening;
  private boolean isOpened;
  private @Nullable VersionFolder opened;

  /**
   * Keeps versions.
   *
   * @param folder of the versions; need not exist
   * @param states the folder of what was seen in work trees; need not exist
   * @param opening makes the versions of the folder, when they are first needed; empty when this
   *     program cannot have any
   */
  public LocalVersions(
      Path folder,
      Path states,
      InstantSource clock,
      Function<Path, Optional<VersionFolder>> opening) {
    this(clock, folder, states, opening);
  }

  private LocalVersions(
      InstantSource clock,
      @Nullable Path folder,
      @Nullable Path states,
      Function<Path, Optional<VersionFolder>> opening) {
    this.folder = folder;
    this.states = states;
    this.clock = clock;
    this.opening = opening;
  }

  /** Keeps nothing, and still tells what would be worth keeping. */
  public static LocalVersions none() {
    return new LocalVersions(() -> Instant.EPOCH, null, null, _ -> Optional.empty());
  }

  /** A name for files about one folder and model root. */
  public static String key(Path folder, ModelRoot root) {
    return Sha256.hex(folder + "\0" + root).substring(0, 32);
  }

  private Optional<VersionFolder> versions() {
    if (!isOpened && folder != null) {
      opened = opening.apply(folder).orElse(null);
      isOpened = true;
    }
    return Optional.ofNullable(opened);
  }

  private Optional<VersionFolder> existing() {
    return isOpened || (folder != null && Files.isDirectory(folder))
        ? versions()
        : Optional.empty();
  }

  /** The version of a commit; empty when it must be computed. */
  Optional<CompiledVersion> find(CommitId commit) {
    var found = existing().flatMap(it -> it.find(commit.value()));
    found.ifPresent(this::markUsed);
    return found;
  }

  private void markUsed(CompiledVersion version) {
    try {
      Files.setLastModifiedTime(version.path(), FileTime.from(clock.instant()));
    } catch (IOException _) {
      // Only the order in which files are removed depends on it.
    }
  }

  /**
   * The version that was used last.
   *
   * @param isThere whether the repository has a commit
   */
  Optional<CompiledVersion> latest(Predicate<CommitId> isThere) {
    return existing()
        .flatMap(versions ->
            versions.commits().stream()
                .map(CommitId::new)
                .filter(isThere)
                .limit(MOST_TRIED)
                .flatMap(it -> versions.find(it.value()).stream())
                .findFirst());
  }

  /** Whether a version is computed in more time than opening it takes. */
  boolean isWorthKeeping(Basis basis) {
    if (basis.files().byPath().size() >= FEWEST_FILES) {
      return true;
    }
    var datasets = 0L;
    for (var store : basis.model().ecosystem().stores().values()) {
      datasets += store.datasets().size();
    }
    return datasets >= FEWEST_DATASETS;
  }

  /**
   * Keeps a version, as one file when that saves much space.
   *
   * @param near the one that it was computed from; null for none
   * @throws UncheckedIOException when the disk fails
   */
  void keep(CommitId commit, Basis basis, @Nullable CompiledVersion near) {
    versions().ifPresent(it -> it.compacted(it.write(commit.value(), basis, near)));
  }

  /**
   * Removes the files that were not used for longest.
   *
   * @param used commits whose versions stay
   */
  void clean(Set<String> used) {
    existing().ifPresent(it -> it.clean(used, MOST_KEPT));
  }

  /** What was seen in a folder before. */
  FileStates states(Path seen, ModelRoot root) {
    if (states == null) {
      return FileStates.none();
    }
    try {
      var real = seen.toRealPath();
      return FileStates.of(real, states.resolve(key(real, root)), clock);
    } catch (IOException _) {
      return FileStates.none();
    }
  }

  /** Takes a damaged file out of use. */
  public void setAside(DamagedFileException damage) {
    versions().ifPresent(it -> it.setAside(damage));
  }
}
