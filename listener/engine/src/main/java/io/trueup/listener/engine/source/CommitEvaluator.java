package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.listener.engine.versions.VersionDraft;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.model.document.fragment.StoredFragments;
import io.trueup.model.progress.LoadPhase;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the models at commits, one at a time: it builds a version from a known one and the
 * differences between their trees, so that it reads only changed files and computes only what
 * follows from them (P5). It keeps the last few versions, and writes accepted ones into files. It
 * never waits for those who read versions. Thread-safe.
 */
final class CommitEvaluator {

  private static final Logger LOG = LoggerFactory.getLogger(CommitEvaluator.class);

  /** A file can be found damaged while another one is being replaced. */
  private static final int MOST_DAMAGED = 20;

  private final GitMirror mirror;
  private final CommitSnapshots commits;
  private final ModelChecker checker;
  private final @Nullable VersionFolder compiled;
  private final LoadTracker progress;
  private final RecentVersions recent;
  private final PublishedModels published;

  /**
   * Evaluates what is in a mirror.
   *
   * @param compiled the files of accepted versions; null for none
   * @param recent takes what is evaluated
   * @param published takes each version that is accepted, before its verdict is returned
   */
  CommitEvaluator(
      GitMirror mirror,
      CommitSnapshots commits,
      ModelChecker checker,
      @Nullable VersionFolder compiled,
      LoadTracker progress,
      RecentVersions recent,
      PublishedModels published) {
    this.mirror = mirror;
    this.commits = commits;
    this.checker = checker;
    this.compiled = compiled;
    this.progress = progress;
    this.recent = recent;
    this.published = published;
  }

  /** Evaluates the model at a commit, as {@link EvaluatingLibrary#evaluate}. */
  synchronized ModelVerdict evaluate(CommitId commit, @Nullable CommitId accepted) {
    return withSoundFiles(() -> {
      var before = accepted == null ? null : accepted(accepted).model();
      var verdict = check(commit, accepted, before).verdict();
      if (verdict.isAccepted()) {
        recent.accepted(commit);
      }
      return verdict;
    });
  }

  /** The version of a commit that was accepted; made from git unless it is known. */
  synchronized EvaluatedVersion version(CommitId commit) {
    return withSoundFiles(() -> accepted(commit));
  }

  private EvaluatedVersion accepted(CommitId commit) {
    var known = known(commit);
    if (known != null && known.basis() != null) {
      return known;
    }
    // Use the returned version: 'recent' may drop one at any time, such as when its file is
    // removed.
    var made = check(commit, null, null).version();
    if (made == null || made.basis() == null) {
      throw new IllegalStateException(
          "The model at %s was accepted and cannot be linked".formatted(commit));
    }
    return made;
  }

  /** The digest of a change, as {@link EvaluatingLibrary#change}. */
  synchronized ChangeDigest change(CommitId before, CommitId after) {
    return withSoundFiles(() -> ChangeDigest.between(files(before), files(after)));
  }

  /**
   * Builds later versions on another file of a version, as after a compaction. When a newer version
   * was built on the older file meanwhile, that one is built again, at the cost of its merge.
   */
  synchronized void rebase(CompiledVersion older, CompiledVersion newer) {
    if (compiled == null || !compiled.isPresent(newer)) {
      return; // nothing needed that version any more when the folder was cleaned
    }
    recent.replace(older, newer);
    published.replace(older, newer);
    var last = recent.lastAccepted();
    var base = new CommitId(newer.label().commit());
    if (last != null && !last.equals(base)) {
      progress.during(last, () -> rebuild(last, base, EvaluatedVersion.of(newer)));
    }
  }

  private @Nullable Void rebuild(CommitId commit, CommitId baseCommit, EvaluatedVersion base) {
    if (commits.next(base.files(), baseCommit, commit)
        instanceof ModelSnapshot.Found(var files, _)) {
      var verdict = checker.check(files, null, base.basis());
      if (verdict.basis() != null) {
        var version = EvaluatedVersion.inMemory(files, verdict.basis(), base, base);
        accepted(commit, written(commit, version, base, null), verdict);
      }
    }
    return null;
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
        recent.removeDamaged();
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

  /**
   * A version that was checked.
   *
   * @param version null when nothing could be read
   */
  private record Checked(@Nullable EvaluatedVersion version, ModelVerdict verdict) {}

  private Checked check(CommitId commit, @Nullable CommitId near, @Nullable Model before) {
    return progress.during(commit, () -> load(commit, near, before));
  }

  private Checked load(CommitId commit, @Nullable CommitId near, @Nullable Model before) {
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
      recent.remove(commit);
      return load(commit, near, before, null);
    }
  }

  private Checked load(
      CommitId commit,
      @Nullable CommitId near,
      @Nullable Model before,
      @Nullable VersionDraft draft) {
    return switch (fetched(commit, near, draft)) {
      case ModelSnapshot.None(var problem) ->
          new Checked(null, ModelVerdict.unlinked(List.of(problem)));
      case ModelSnapshot.Found(var files, _) -> {
        var already = known(commit);
        if (already != null && already.file() != null && already.basis() != null) {
          yield accepted(commit, already, checker.check(files, before, already.basis()));
        }
        var nearest = nearest(near);
        var verdict = checker.check(files, before, nearest == null ? null : nearest.basis());
        var base = base(near);
        var version =
            EvaluatedVersion.inMemory(
                files, verdict.basis(), base == null ? null : known(base), nearest);
        recent.put(commit, version);
        yield verdict.isAccepted()
            ? accepted(commit, written(commit, version, nearest, draft), verdict)
            : new Checked(version, verdict);
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

  /** Notes an accepted version, and gives the verdict with its model. */
  private Checked accepted(CommitId commit, EvaluatedVersion version, ModelVerdict verdict) {
    recent.put(commit, version);
    if (verdict.isAccepted()) {
      published.publish(commit, version);
    }
    return new Checked(
        version, new ModelVerdict(version.model(), verdict.problems(), version.basis()));
  }

  /**
   * The version in a file of its own; as it is where no file can be written.
   *
   * @throws UncheckedIOException when the disk failed on a draft, which has parts of the version
   */
  private EvaluatedVersion written(
      CommitId commit,
      EvaluatedVersion version,
      @Nullable EvaluatedVersion nearest,
      @Nullable VersionDraft draft) {
    var basis = version.basis();
    if (compiled == null || basis == null) {
      return version;
    }
    progress.begin(LoadPhase.WRITING, 0);
    try {
      var file =
          draft == null
              ? compiled.write(commit.value(), basis, nearest == null ? null : nearest.file())
              : compiled.finish(draft, commit.value(), basis);
      if (draft != null) {
        commits.clearCache();
      }
      return EvaluatedVersion.of(file);
    } catch (UncheckedIOException e) {
      if (draft != null) {
        throw e;
      }
      return version; // the folder has logged it
    }
  }

  /** The near version, or the version that was used last. */
  private @Nullable EvaluatedVersion nearest(@Nullable CommitId near) {
    var known = near == null ? null : known(near);
    if (known != null && known.basis() != null) {
      return known;
    }
    return recent.lastLinked();
  }

  /** A version in memory or in a file; null when it must be computed. */
  private @Nullable EvaluatedVersion known(CommitId commit) {
    var known = recent.find(commit);
    if (known != null && known.isSound()) {
      return known;
    }
    var open = published.find(commit);
    if (open == null && compiled != null) {
      open = compiled.find(commit.value()).map(EvaluatedVersion::of).orElse(null);
      if (open != null) {
        LOG.info("Opened the compiled version of {}", commit);
      }
    }
    if (open != null) {
      recent.put(commit, open);
    }
    return open;
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
    var newest = recent.lastSound();
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
