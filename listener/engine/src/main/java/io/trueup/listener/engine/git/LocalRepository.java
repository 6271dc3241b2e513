package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A repository on this machine that others own, such as a developer's clone. It is read from its
 * object database alone; nothing in it is written, checked out, fetched or executed. Thread-safe.
 * All methods throw {@link GitException}.
 */
public final class LocalRepository implements CommitFiles, AutoCloseable {

  private final Path folder;
  private final Repository repository;

  private LocalRepository(Path folder, Repository repository) {
    this.folder = folder;
    this.repository = repository;
  }

  /**
   * Opens the repository of a folder or of one of its parents, bare ones and linked work trees
   * included. Empty when there is none.
   */
  public static Optional<LocalRepository> find(Path folder) {
    IsolatedSystem.install();
    var absolute = folder.toAbsolutePath().normalize();
    try {
      var builder = new FileRepositoryBuilder().findGitDir(absolute.toFile());
      if (builder.getGitDir() == null) {
        return Optional.empty();
      }
      var repository = builder.setMustExist(true).build();
      requireSha1(absolute, repository);
      return Optional.of(new LocalRepository(absolute, repository));
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(absolute, "open the repository", e);
    }
  }

  private static void requireSha1(Path folder, Repository repository) {
    if ("sha256"
        .equalsIgnoreCase(repository.getConfig().getString("extensions", null, "objectFormat"))) {
      repository.close();
      throw GitException.refused(
          "Cannot read the repository '%s', because %s. Check a repository with SHA-1 object ids, git's default, or folders of files"
              .formatted(folder, RepositoryFormat.SHA_256));
    }
  }

  /**
   * The commit that a revision names: a branch, a tag, a commit's id or the beginning of one,
   * {@code HEAD~1}. Empty when it names none.
   */
  public Optional<CommitId> resolve(String revision) {
    try {
      return Optional.ofNullable(repository.resolve(revision + "^{commit}"))
          .map(it -> new CommitId(it.name()));
    } catch (RevisionSyntaxException | IncorrectObjectTypeException | MissingObjectException _) {
      return Optional.empty();
    } catch (AmbiguousObjectException e) {
      throw GitException.refused(
          "Cannot tell which commit '%s' is: more than one begins so. Give more of its id"
              .formatted(revision));
    } catch (IOException e) {
      throw unreadable(folder, "look up '%s'".formatted(revision), e);
    }
  }

  /** Whether a commit is the tip or one of its ancestors. */
  public boolean isReachable(CommitId commit, CommitId tip) {
    try {
      return CommitReader.isReachable(repository, commit, tip);
    } catch (IOException e) {
      throw unreadable(folder, "read the history of %s".formatted(tip), e);
    }
  }

  /**
   * The ancestors of a commit along first parents, the newest first; fewer where the history ends
   * or is cut off.
   */
  public List<CommitId> firstParents(CommitId commit, int limit) {
    var found = new ArrayList<CommitId>();
    try (var walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      var at = CommitReader.parse(walk, commit);
      while (at.getParentCount() > 0 && found.size() < limit) {
        at = walk.parseCommit(at.getParent(0));
        found.add(new CommitId(at.name()));
      }
      return found;
    } catch (MissingObjectException _) {
      return found;
    } catch (IOException e) {
      throw unreadable(folder, "read the history of %s".formatted(commit), e);
    }
  }

  /** Whether the repository is a shallow clone, whose history is cut off. */
  public boolean isShallow() {
    try {
      return !repository.getObjectDatabase().getShallowCommits().isEmpty();
    } catch (IOException e) {
      throw unreadable(folder, "read which commits the history is cut off at", e);
    }
  }

  /** Whether it has a commit. */
  public boolean contains(CommitId commit) {
    try (var walk = new RevWalk(repository)) {
      walk.parseCommit(ObjectId.fromString(commit.value()));
      return true;
    } catch (MissingObjectException | IncorrectObjectTypeException _) {
      return false;
    } catch (IOException e) {
      throw unreadable(folder, "look up %s".formatted(commit), e);
    }
  }

  /** The real folder of its objects, which all its work trees share. */
  public Path objects() {
    try {
      return repository.getCommonDirectory().toPath().toRealPath();
    } catch (IOException e) {
      throw unreadable(folder, "find the folder of the repository", e);
    }
  }

  /** Whether a folder is the top of one of its work trees. */
  public boolean isWorkTree(Path other) {
    if (!Files.exists(other.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var found = find(other).orElse(null)) {
      return found != null && found.objects().equals(objects());
    } catch (GitException _) {
      return false;
    }
  }

  /**
   * The ids of the contents of a commit's model files by path, whatever their sizes; an empty id
   * for an entry that cannot be a model's file. Empty when the commit has no such folder, or more
   * files than are allowed.
   */
  public Optional<Map<String, String>> blobIds(CommitId commit, ModelRoot root) {
    try (var reader = new ModelTreeReader(repository, root)) {
      return Optional.ofNullable(reader.ids(commit));
    } catch (IOException e) {
      throw unreadable(folder, "read the files of %s".formatted(commit), e);
    }
  }

  @Override
  public ModelTree tree(CommitId commit, ModelRoot root) {
    try (var reader = new ModelTreeReader(repository, root)) {
      return reader.tree(commit);
    } catch (IOException e) {
      throw unreadable(folder, "read the files of %s".formatted(commit), e);
    }
  }

  @Override
  public ModelTreeDiff treeDiff(CommitId older, CommitId newer, ModelRoot root) {
    try (var reader = new ModelTreeReader(repository, root)) {
      return reader.diff(older, newer);
    } catch (IOException e) {
      throw unreadable(folder, "compare the files of %s and %s".formatted(older, newer), e);
    }
  }

  @Override
  public BlobReader blobs() {
    return new BlobReader(
        repository.newObjectReader(), (action, cause) -> unreadable(folder, action, cause));
  }

  @Override
  public void close() {
    repository.close();
  }

  private static GitException unreadable(Path folder, String action, @Nullable Exception cause) {
    return new GitException(
        GitException.Category.CORRUPT,
        "Cannot %s in '%s' (%s). A partial or damaged clone cannot be read: fetch the commit whole"
            .formatted(action, folder, cause == null ? "" : cause.getMessage()),
        cause);
  }
}
