package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.LocalRepository;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.verdict.ModelFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
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

  /**
   * Reads from a repository and folders.
   *
   * @param repository the caller closes it; null when there is none
   */
  public LocalModels(@Nullable LocalRepository repository, ModelRoot root) {
    var sharing = Interner.large();
    this.repository = repository;
    this.root = root;
    this.commits = repository == null ? null : new CommitSnapshots(repository, root, sharing, null);
    this.folders = new FolderSnapshots(root, sharing);
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
      case ModelLocation.AtCommit(_, var commit) -> {
        if (commits == null) {
          throw new IllegalStateException("A commit was found without a repository: " + commit);
        }
        yield near instanceof ModelLocation.AtCommit(_, var other) && !known.byPath().isEmpty()
            ? commits.next(known, other, commit)
            : commits.all(commit);
      }
    };
  }
}
