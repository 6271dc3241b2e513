package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.listener.engine.versions.VersionDraft;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.fragment.StoredFragments;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.progress.LoadPhase;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads models from a mirror. It builds a version from a known one and the differences between
 * their trees, so that it reads only changed files and computes only what follows from them (P5).
 * It keeps the newest few versions, and accepted ones as files, from which it opens them again.
 * Safe for any thread; one thread at a time loads.
 */
public final class GitModelLibrary implements ModelLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(GitModelLibrary.class);

  private static final int KEPT = 8;

  /** A file can be found damaged while another one is being replaced. */
  private static final int MOST_DAMAGED = 20;

  private final GitMirror mirror;
  private final CommitSnapshots commits;
  private final ModelChecker checker;
  private final @Nullable VersionFolder compiled;
  private final LoadTracker progress;
  private final Map<CommitId, Known> versions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CommitId, Known> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * A known version.
   *
   * @param basis null when the version could not be linked
   * @param file null when there is none
   */
  private record Known(ModelFiles files, @Nullable Basis basis, @Nullable CompiledVersion file) {

    static Known of(CompiledVersion version) {
      return new Known(version.basis().files(), version.basis(), version);
    }

    boolean isSound() {
      return file == null || file.isSound();
    }
  }

  /**
   * Reads from a mirror.
   *
   * @param lint the platforms' checks of their graphs
   */
  public GitModelLibrary(GitMirror mirror, ModelRoot root, GraphLint lint) {
    this(mirror, root, lint, null, null);
  }

  /**
   * Reads from a mirror, and keeps what it read and computed on disk.
   *
   * @param cache of read files; null for none
   * @param compiled the files of accepted versions; null for none
   */
  public GitModelLibrary(
      GitMirror mirror,
      ModelRoot root,
      GraphLint lint,
      @Nullable FragmentCache cache,
      @Nullable VersionFolder compiled) {
    this(mirror, root, lint, cache, compiled, LoadTracker.unlogged());
  }

  /**
   * Reads from a mirror, keeps what it read and computed on disk, and says how far it is.
   *
   * @param cache of read files; null for none
   * @param compiled the files of accepted versions; null for none
   */
  public GitModelLibrary(
      GitMirror mirror,
      ModelRoot root,
      GraphLint lint,
      @Nullable FragmentCache cache,
      @Nullable VersionFolder compiled,
      LoadTracker progress) {
    this.mirror = mirror;
    this.progress = progress;
    this.commits = new CommitSnapshots(mirror, root, Interner.large(), cache, progress);
    this.checker = new ModelChecker(root.folder(), lint, commits.contents(), progress);
    this.compiled = compiled;
  }

  @Override
  public synchronized ModelVerdict evaluate(CommitId commit, @Nullable CommitId accepted) {
    return withSoundFiles(() -> {
      var before = accepted == null ? null : accepted(accepted);
      return check(commit, accepted, before);
    });
  }

  @Override
  public synchronized Model model(CommitId commit) {
    return withSoundFiles(() -> accepted(commit));
  }

  private Model accepted(CommitId commit) {
    var known = known(commit);
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
  public Optional<LoadProgress> loading() {
    return progress.progress();
  }

  @Override
  public synchronized ChangeDigest change(CommitId before, CommitId after) {
    return withSoundFiles(() -> ChangeDigest.between(files(before), files(after)));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The files of the version that was used last are rewritten as one, which leaves out what it
   * does not have any more; the next version builds on that file.
   */
  @Override
  public void compact() {
    var found = lastUsedFile();
    if (compiled == null || found == null) {
      return;
    }
    try {
      compiled.compacted(found).ifPresent(file -> replace(found, file));
    } catch (DamagedFileException e) {
      compiled.setAside(e);
    } catch (UncheckedIOException e) {
      LOG.warn("Cannot compact the compiled versions: {}", e.getMessage());
    }
  }

  private synchronized @Nullable CompiledVersion lastUsedFile() {
    CompiledVersion last = null;
    for (var version : versions.values()) {
      last = version.file() == null ? last : version.file();
    }
    return last;
  }

  private synchronized void replace(CompiledVersion older, CompiledVersion newer) {
    versions.replaceAll((_, known) ->
        known.file() != null && known.file().id().equals(older.id()) ? Known.of(newer) : known);
  }

  /** Computes again, without the file at fault, when a file turns out to be damaged. */
  private <T> T withSoundFiles(Supplier<T> compute) {
    for (var damaged = 0; ; damaged++) {
      try {
        return compute.get();
      } catch (DamagedFileException e) {
        if (compiled == null || damaged == MOST_DAMAGED) {
          throw e;
        }
        compiled.setAside(e);
        // A version without a file of its own may have parts of any file.
        versions.values().removeIf(it -> it.file() == null || !it.isSound());
      }
    }
  }

  private ModelFiles files(CommitId commit) {
    return switch (progress.during(commit, () -> fetched(commit, null, null))) {
      case ModelSnapshot.Found(var files, _) -> files;
      case ModelSnapshot.None(var problem) ->
          throw new IllegalStateException("Commit %s: %s".formatted(commit, problem));
    };
  }

  private ModelVerdict check(CommitId commit, @Nullable CommitId near, @Nullable Model before) {
    return progress.during(commit, () -> load(commit, near, before));
  }

  private ModelVerdict load(CommitId commit, @Nullable CommitId near, @Nullable Model before) {
    var draft = known(commit) == null && base(near) == null ? draft() : null;
    if (draft == null) {
      return load(commit, near, before, null);
    }
    try (draft) {
      return load(commit, near, before, draft);
    } catch (RuntimeException e) {
      var failure = draft.failure();
      if (compiled == null || failure.isEmpty()) {
        throw e;
      }
      // What was read is in part in the file.
      compiled.failed(failure.get());
      versions.remove(commit);
      return load(commit, near, before, null);
    }
  }

  private ModelVerdict load(
      CommitId commit,
      @Nullable CommitId near,
      @Nullable Model before,
      @Nullable VersionDraft draft) {
    return switch (fetched(commit, near, draft)) {
      case ModelSnapshot.None(var problem) -> ModelVerdict.unlinked(List.of(problem));
      case ModelSnapshot.Found(var files, _) -> {
        var already = known(commit);
        if (already != null && already.file() != null && already.basis() != null) {
          yield checker.check(files, before, already.basis());
        }
        var nearest = nearest(near);
        var verdict = checker.check(files, before, nearest == null ? null : nearest.basis());
        versions.put(commit, new Known(files, verdict.basis(), null));
        yield verdict.isAccepted() ? kept(commit, verdict, nearest, draft) : verdict;
      }
    };
  }

  /** The file of a version that is computed from nothing; null where none can be written. */
  private @Nullable VersionDraft draft() {
    try {
      return compiled == null ? null : compiled.begin();
    } catch (IOException _) {
      return null; // the folder has logged it
    }
  }

  /**
   * The verdict with its version in a file; as it is where no file can be written.
   *
   * @throws UncheckedIOException when the disk failed on a draft, which has parts of the verdict
   */
  private ModelVerdict kept(
      CommitId commit,
      ModelVerdict verdict,
      @Nullable Known nearest,
      @Nullable VersionDraft draft) {
    var basis = verdict.basis();
    if (compiled == null || basis == null) {
      return verdict;
    }
    progress.begin(LoadPhase.WRITING, 0);
    try {
      var file =
          draft == null
              ? compiled.write(commit.value(), basis, nearest == null ? null : nearest.file())
              : compiled.finish(draft, commit.value(), basis);
      versions.put(commit, Known.of(file));
      if (draft != null) {
        commits.clearCache();
      }
      return new ModelVerdict(file.basis().model(), verdict.problems(), file.basis());
    } catch (UncheckedIOException e) {
      if (draft != null) {
        throw e;
      }
      return verdict; // the folder has logged it
    }
  }

  /** The near version, or the version that was used last. */
  private @Nullable Known nearest(@Nullable CommitId near) {
    var known = near == null ? null : known(near);
    if (known != null && known.basis() != null) {
      return known;
    }
    Known nearest = null;
    for (var version : versions.values()) {
      nearest = version.basis() == null ? nearest : version;
    }
    return nearest;
  }

  /** A version in memory or in a file; null when it must be computed. */
  private @Nullable Known known(CommitId commit) {
    var known = versions.get(commit);
    if (compiled == null || (known != null && known.isSound())) {
      return known;
    }
    var opened = compiled.find(commit.value()).map(Known::of).orElse(null);
    if (opened != null) {
      versions.put(commit, opened);
      LOG.info("Opened the compiled version of {}", commit);
    }
    return opened;
  }

  /**
   * The files of a commit. Fetches the commit first when the mirror lacks it, as after the loss of
   * its folder.
   */
  private ModelSnapshot fetched(
      CommitId commit, @Nullable CommitId near, @Nullable VersionDraft draft) {
    try {
      return snapshot(commit, near, draft);
    } catch (GitException e) {
      if (mirror.fetch(commit) instanceof FetchOutcome.Fetched) {
        return snapshot(commit, near, draft);
      }
      throw e;
    }
  }

  private ModelSnapshot snapshot(
      CommitId commit, @Nullable CommitId near, @Nullable VersionDraft draft) {
    var known = known(commit);
    if (known != null) {
      return new ModelSnapshot.Found(known.files(), commits.contents());
    }
    var base = base(near);
    var version = base == null ? null : known(base);
    return base == null || version == null
        ? draft == null
            ? commits.all(commit)
            : commits.all(commit, it -> StoredFragments.in(draft.writer(), it))
        : commits.next(version.files(), base, commit);
  }

  /** The version from which another one is read: the near one, or the newest known one. */
  private @Nullable CommitId base(@Nullable CommitId near) {
    return near != null && known(near) != null ? near : newestKnown();
  }

  private @Nullable CommitId newestKnown() {
    CommitId newest = null;
    for (var version : versions.entrySet()) {
      newest = version.getValue().isSound() ? version.getKey() : newest;
    }
    return newest != null || compiled == null ? newest : newestCompiled(compiled);
  }

  private boolean isInMirror(CommitId commit) {
    try {
      mirror.commit(commit);
      return true;
    } catch (GitException _) {
      return false;
    }
  }

  /** The newest version in a file that can be compared with others. */
  private @Nullable CommitId newestCompiled(VersionFolder folder) {
    for (var id : folder.commits()) {
      var commit = new CommitId(id);
      if (isInMirror(commit) && known(commit) != null) {
        return commit;
      }
    }
    return null;
  }
}
