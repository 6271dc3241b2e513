package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads models from a mirror. It builds a version from a known one and the differences between
 * their trees, so that it reads only changed files and computes only what follows from them (P5).
 * It keeps the newest few versions. Safe for any thread; one thread at a time loads.
 */
public final class GitModelLibrary implements ModelLibrary {

  private static final int KEPT = 8;

  private final GitMirror mirror;
  private final CommitSnapshots commits;
  private final ModelChecker checker;
  private final Map<CommitId, Known> versions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CommitId, Known> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * A loaded version.
   *
   * @param basis null when the version could not be linked
   */
  private record Known(ModelFiles files, @Nullable Basis basis) {}

  /**
   * Reads from a mirror.
   *
   * @param lint the platforms' checks of their graphs
   */
  public GitModelLibrary(GitMirror mirror, ModelRoot root, GraphLint lint) {
    this(mirror, root, lint, null);
  }

  /**
   * Reads from a mirror, and caches what it read.
   *
   * @param cache null for none
   */
  public GitModelLibrary(
      GitMirror mirror, ModelRoot root, GraphLint lint, @Nullable FragmentCache cache) {
    this.mirror = mirror;
    this.commits = new CommitSnapshots(mirror, root, Interner.large(), cache);
    this.checker = new ModelChecker(root.folder(), lint, commits.contents());
  }

  @Override
  public synchronized ModelVerdict evaluate(CommitId commit, @Nullable CommitId accepted) {
    var before = accepted == null ? null : model(accepted);
    return check(commit, accepted, before);
  }

  @Override
  public synchronized Model model(CommitId commit) {
    var known = versions.get(commit);
    if (known != null && known.basis() != null) {
      return known.basis().model();
    }
    var model = check(commit, null, null).model();
    if (model == null) {
      throw new IllegalStateException(
          "The model at %s was accepted and cannot be linked".formatted(commit));
    }
    return model;
  }

  @Override
  public synchronized ChangeDigest change(CommitId before, CommitId after) {
    return ChangeDigest.between(files(before), files(after));
  }

  private ModelFiles files(CommitId commit) {
    return switch (fetched(commit, null)) {
      case ModelSnapshot.Found(var files, _) -> files;
      case ModelSnapshot.None(var problem) ->
          throw new IllegalStateException("Commit %s: %s".formatted(commit, problem));
    };
  }

  private ModelVerdict check(CommitId commit, @Nullable CommitId near, @Nullable Model before) {
    return switch (fetched(commit, near)) {
      case ModelSnapshot.None(var problem) -> ModelVerdict.unlinked(List.of(problem));
      case ModelSnapshot.Found(var files, _) -> {
        var verdict = checker.check(files, before, nearestBasis(near));
        versions.put(commit, new Known(files, verdict.basis()));
        yield verdict;
      }
    };
  }

  /** The basis of the near version, or of the version that was used last. */
  private @Nullable Basis nearestBasis(@Nullable CommitId near) {
    var known = near == null ? null : versions.get(near);
    var nearest = known == null ? null : known.basis();
    for (var version : versions.values()) {
      nearest = nearest == null || known == null ? version.basis() : nearest;
    }
    return nearest;
  }

  /**
   * The files of a commit. Fetches the commit first when the mirror lacks it, as after the loss of
   * its folder.
   */
  private ModelSnapshot fetched(CommitId commit, @Nullable CommitId near) {
    try {
      return snapshot(commit, near);
    } catch (GitException e) {
      if (mirror.fetch(commit) instanceof FetchOutcome.Fetched) {
        return snapshot(commit, near);
      }
      throw e;
    }
  }

  private ModelSnapshot snapshot(CommitId commit, @Nullable CommitId near) {
    var known = versions.get(commit);
    if (known != null) {
      return new ModelSnapshot.Found(known.files(), commits.contents());
    }
    var base = near != null && versions.containsKey(near) ? near : newestKnown();
    var version = base == null ? null : versions.get(base);
    return base == null || version == null
        ? commits.all(commit)
        : commits.next(version.files(), base, commit);
  }

  private @Nullable CommitId newestKnown() {
    CommitId newest = null;
    for (var commit : versions.keySet()) {
      newest = commit;
    }
    return newest;
  }
}
