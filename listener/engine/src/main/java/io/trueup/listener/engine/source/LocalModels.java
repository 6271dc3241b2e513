package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.LocalRepository;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.KnownVersions.Near;
import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads versions of a model without a daemon: from commits of a repository on this machine, and
 * from folders. Writes nothing and executes nothing. Throws {@code GitException} and {@link
 * java.io.UncheckedIOException}.
 */
public final class LocalModels {

  private final @Nullable LocalRepository repository;
  private final ModelRoot root;
  private final @Nullable CommitSnapshots commits;
  private final FolderSnapshots folders;
  private final @Nullable KnownVersions versions;

  /**
   * Reads from a repository and folders.
   *
   * @param repository the caller closes it; null when there is none
   */
  public LocalModels(@Nullable LocalRepository repository, ModelRoot root) {
    this(repository, root, null);
  }

  /**
   * Reads from a repository and folders, at the cost of what differs from versions that were read
   * before.
   *
   * @param repository the caller closes it; null when there is none
   * @param versions of the repository; null for none
   */
  public LocalModels(
      @Nullable LocalRepository repository, ModelRoot root, @Nullable LocalVersions versions) {
    var sharing = Interner.large();
    this.repository = repository;
    this.root = root;
    this.commits = repository == null ? null : new CommitSnapshots(repository, root, sharing, null);
    this.folders = new FolderSnapshots(root, sharing);
    this.versions =
        repository == null || versions == null
            ? null
            : new KnownVersions(repository, root, versions);
  }

  /** The folder of the models, in commits and folders alike. */
  public ModelRoot root() {
    return root;
  }

  /**
   * Finds a version: a folder when the text begins with {@code /} or {@code .}; else the commit
   * that it names in the repository; else a folder of that name. Empty when it is none of these.
   */
  public Optional<ModelLocation> find(String asked) {
    if (!asked.startsWith("/") && !asked.startsWith(".") && repository != null) {
      var commit = repository.resolve(asked);
      if (commit.isPresent()) {
        return Optional.of(new ModelLocation.AtCommit(asked, commit.get()));
      }
    }
    try {
      var folder = Path.of(asked);
      return !asked.isEmpty() && Files.isDirectory(folder)
          ? Optional.of(new ModelLocation.InFolder(asked, folder))
          : Optional.empty();
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** Whether the head lacks commits of the base, so that what they added looks removed. */
  public boolean isBehind(ModelLocation base, ModelLocation head) {
    return repository != null
        && base instanceof ModelLocation.AtCommit(_, var older)
        && head instanceof ModelLocation.AtCommit(_, var newer)
        && !repository.isReachable(older, newer);
  }

  /**
   * The versions that the branch was at before one, the newest first; none for a folder.
   *
   * @param limit how many at most
   */
  public List<ModelLocation> before(ModelLocation place, int limit) {
    return repository != null && place instanceof ModelLocation.AtCommit(_, var commit)
        ? repository.firstParents(commit, limit).stream()
            .<ModelLocation>map(it -> new ModelLocation.AtCommit(it.value(), it))
            .toList()
        : List.of();
  }

  /** Whether history is cut off. */
  public boolean isShallow() {
    return repository != null && repository.isShallow();
  }

  /**
   * A version that was read and checked.
   *
   * @param file the file with the version, or with the one that it was computed from; null when it
   *     was computed from nothing
   */
  public record Evaluated(
      ModelLocation place,
      ModelSnapshot snapshot,
      ModelVerdict verdict,
      @Nullable CompiledVersion file) {

    /** Its files; none when it cannot be read. */
    public ModelFiles files() {
      return snapshot instanceof ModelSnapshot.Found(var files, _) ? files : ModelFiles.NONE;
    }

    private Near near() {
      var commit =
          place instanceof ModelLocation.AtCommit(_, var it)
                  && snapshot instanceof ModelSnapshot.Found
              ? it
              : null;
      return new Near(commit, files(), verdict.basis(), file);
    }
  }

  /**
   * Reads and checks a version as the first one, for others to be compared with: {@link #keep}
   * keeps it.
   *
   * @throws io.trueup.model.stored.DamagedFileException when a kept version turns out to be damaged
   *     and must be set aside; so does whatever reads the result
   */
  public Evaluated evaluate(ModelLocation place, GraphLint lint) {
    var near = versions == null ? null : versions.nearest(place);
    var found = first(place, lint, near);
    if (versions != null && place instanceof ModelLocation.AtCommit(_, var commit)) {
      versions.used(commit, found.verdict().basis(), near);
    }
    return found;
  }

  private Evaluated first(ModelLocation place, GraphLint lint, @Nullable Near near) {
    try {
      return evaluate(place, lint, null, near);
    } catch (GitException e) {
      if (near == null) {
        throw e;
      }
      // The repository may have lost files of the version to compare with.
      return evaluate(place, lint, null, (Near) null);
    }
  }

  /**
   * Reads and checks a version.
   *
   * @param accepted the version before it; null when it is the first
   * @param similar another version, at the cost of the difference from which it is computed
   * @throws io.trueup.model.stored.DamagedFileException as the other method
   */
  public Evaluated evaluate(
      ModelLocation place, GraphLint lint, @Nullable Model accepted, Evaluated similar) {
    var latest = similar.verdict().basis() == null && versions != null ? versions.latest() : null;
    return evaluate(place, lint, accepted, latest == null ? similar.near() : latest);
  }

  private Evaluated evaluate(
      ModelLocation place, GraphLint lint, @Nullable Model accepted, @Nullable Near near) {
    var snapshot = near == null ? read(place, null, ModelFiles.NONE) : snapshot(place, near);
    var verdict =
        switch (snapshot) {
          case ModelSnapshot.None(var problem) -> ModelVerdict.unlinked(List.of(problem));
          case ModelSnapshot.Found(var files, var contents) ->
              new ModelChecker(root.folder(), lint, contents)
                  .check(files, accepted, near == null ? null : near.basis());
        };
    return new Evaluated(place, snapshot, verdict, near == null ? null : near.file());
  }

  private ModelSnapshot snapshot(ModelLocation place, Near near) {
    return switch (place) {
      case ModelLocation.InFolder(_, var folder) -> folder(folder, near);
      case ModelLocation.AtCommit(_, var commit) -> commit(commit, near);
    };
  }

  private ModelSnapshot commit(CommitId commit, Near near) {
    if (commit.equals(near.commit())) {
      return new ModelSnapshot.Found(near.files(), commits().contents());
    }
    return near.commit() == null || !near.isComparable()
        ? commits().all(commit)
        : commits().next(near.files(), near.commit(), commit);
  }

  private ModelSnapshot folder(Path folder, Near near) {
    var ids =
        repository == null || near.commit() == null || !near.isComparable()
            ? Optional.<Map<String, String>>empty()
            : repository.blobIds(near.commit(), root);
    if (ids.isEmpty()) {
      return folders.read(folder, near.files());
    }
    var seen = versions == null ? FileStates.none() : versions.states(folder);
    return folders.next(folder, near.files(), ids.get(), seen, commits().contents());
  }

  private CommitSnapshots commits() {
    if (commits == null) {
      throw new IllegalStateException("A commit was found without a repository");
    }
    return commits;
  }

  /** Whether {@link #keep} has something to keep. */
  public boolean hasUnkept() {
    return versions != null && versions.hasUnkept();
  }

  /**
   * Keeps what was computed for the next command.
   *
   * @throws java.io.UncheckedIOException when the disk fails
   */
  public void keep() {
    if (versions != null) {
      versions.keep();
    }
  }

  /** Reads a version. */
  public ModelSnapshot read(ModelLocation place) {
    return read(place, null, ModelFiles.NONE);
  }

  /**
   * Reads a version that resembles one that was read; files that both share are read once.
   *
   * @param near the place of the other version
   * @param known the files of the other version
   */
  public ModelSnapshot read(ModelLocation place, @Nullable ModelLocation near, ModelFiles known) {
    return switch (place) {
      case ModelLocation.InFolder(_, var folder) -> folders.read(folder, known);
      case ModelLocation.AtCommit(_, var commit) ->
          near instanceof ModelLocation.AtCommit(_, var other) && !known.byPath().isEmpty()
              ? commits().next(known, other, commit)
              : commits().all(commit);
    };
  }
}
