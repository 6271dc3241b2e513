package io.trueup.listener.source;

import io.trueup.listener.git.FetchOutcome;
import io.trueup.listener.git.GitException;
import io.trueup.listener.git.GitMirror;
import io.trueup.listener.git.LfsPointer;
import io.trueup.listener.git.ModelRoot;
import io.trueup.listener.git.ModelTree;
import io.trueup.listener.git.ModelTreeDiff;
import io.trueup.listener.git.TreeEntry;
import io.trueup.model.document.Fragment;
import io.trueup.model.document.FragmentReader;
import io.trueup.model.document.Sharing;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.Judge;
import io.trueup.model.verdict.Judgement;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelFile;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.statestore.CommitId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads models out of a mirror. A version is made from one that is known and what differs between
 * the two trees, so that only changed files are read and only what follows from them is worked out
 * again (P5); the newest few are kept. Safe for any thread; one at a time loads.
 */
public final class GitModelLibrary implements ModelLibrary {

  private static final int KEPT = 8;
  private static final int READ_AT_ONCE = 500;

  private final GitMirror mirror;
  private final ModelRoot root;
  private final Judge judge;
  private final Sharing sharing = Sharing.large();
  private final @Nullable FragmentCache cache;
  private final Map<CommitId, Snapshot> snapshots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CommitId, Snapshot> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * A version that was loaded.
   *
   * @param basis null when it could not be linked
   */
  private record Snapshot(ModelFiles files, @Nullable Basis basis) {}

  /** What is there to be judged: files, or why there are none. */
  private sealed interface Files {
    record Found(ModelFiles files) implements Files {}

    record None(Problem problem) implements Files {}
  }

  /**
   * Reads from a mirror.
   *
   * @param lint what platforms say of their graphs
   */
  public GitModelLibrary(GitMirror mirror, ModelRoot root, GraphLint lint) {
    this(mirror, root, lint, null);
  }

  /**
   * Reads from a mirror, and keeps what it read.
   *
   * @param cache null when nothing is kept
   */
  public GitModelLibrary(
      GitMirror mirror, ModelRoot root, GraphLint lint, @Nullable FragmentCache cache) {
    this.mirror = mirror;
    this.root = root;
    this.cache = cache;
    this.judge = new Judge(root.folder(), lint, blob -> mirror.blob(blob, root.maxFileBytes()));
  }

  @Override
  public synchronized Judgement judge(CommitId commit, @Nullable CommitId accepted) {
    var before = accepted == null ? null : model(accepted);
    return judge(commit, accepted, before);
  }

  @Override
  public synchronized Model model(CommitId commit) {
    var known = snapshots.get(commit);
    if (known != null && known.basis() != null) {
      return known.basis().model();
    }
    var model = judge(commit, null, null).model();
    if (model == null) {
      throw new IllegalStateException(
          "The model at %s was accepted and cannot be linked".formatted(commit));
    }
    return model;
  }

  private Judgement judge(CommitId commit, @Nullable CommitId near, @Nullable Model before) {
    return switch (filesFetched(commit, near)) {
      case Files.None(var problem) -> Judgement.unlinked(List.of(problem));
      case Files.Found(var files) -> {
        var judgement = judge.judge(files, before, nearestBasis(near));
        snapshots.put(commit, new Snapshot(files, judgement.basis()));
        yield judgement;
      }
    };
  }

  /** The basis of the version that is near, or of the one that was last asked for. */
  private @Nullable Basis nearestBasis(@Nullable CommitId near) {
    var known = near == null ? null : snapshots.get(near);
    var nearest = known == null ? null : known.basis();
    for (var snapshot : snapshots.values()) {
      nearest = nearest == null || known == null ? snapshot.basis() : nearest;
    }
    return nearest;
  }

  /**
   * The files; the commit is fetched first when the mirror lacks it, as after the loss of its
   * folder.
   */
  private Files filesFetched(CommitId commit, @Nullable CommitId near) {
    try {
      return files(commit, near);
    } catch (GitException e) {
      if (mirror.fetch(commit) instanceof FetchOutcome.Fetched) {
        return files(commit, near);
      }
      throw e;
    }
  }

  private Files files(CommitId commit, @Nullable CommitId near) {
    var known = snapshots.get(commit);
    if (known != null) {
      return new Files.Found(known.files());
    }
    var base = near != null && snapshots.containsKey(near) ? near : newestKnown();
    var snapshot = base == null ? null : snapshots.get(base);
    return base == null || snapshot == null
        ? allFiles(commit)
        : switch (mirror.treeDiff(base, commit, root)) {
          case ModelTreeDiff.NoSuchRoot() -> noSuchRoot();
          case ModelTreeDiff.TooManyFiles(var limit) -> tooManyFiles(limit);
          case ModelTreeDiff.Changes(var paths) -> changed(snapshot, paths);
        };
  }

  private @Nullable CommitId newestKnown() {
    CommitId newest = null;
    for (var commit : snapshots.keySet()) {
      newest = commit;
    }
    return newest;
  }

  private Files changed(Snapshot snapshot, List<ModelTreeDiff.PathChange> changes) {
    var files = new HashMap<String, Optional<ModelFile>>();
    var read = new ArrayList<TreeEntry>();
    for (var change : changes) {
      files.put(change.path(), Optional.empty());
      var newer = change.newer();
      if (newer != null) {
        read.add(newer);
      }
    }
    read(read).forEach(it -> files.put(it.path(), Optional.of(it)));
    return new Files.Found(snapshot.files().with(files));
  }

  private Files allFiles(CommitId commit) {
    return switch (mirror.tree(commit, root)) {
      case ModelTree.NoSuchRoot() -> noSuchRoot();
      case ModelTree.TooManyFiles(var limit) -> tooManyFiles(limit);
      case ModelTree.Entries(var found, var oddities) -> {
        var files = new ArrayList<ModelFile>(found.size() + oddities.size());
        files.addAll(read(oddities));
        var unknown = known(found, files);
        for (var from = 0; from < unknown.size(); from += READ_AT_ONCE) {
          files.addAll(read(unknown.subList(from, Math.min(unknown.size(), from + READ_AT_ONCE))));
        }
        if (cache != null) {
          cache.flush();
        }
        yield new Files.Found(ModelFiles.of(files));
      }
    };
  }

  /** Adds the files that are in the cache, and gives those that are not. */
  private List<TreeEntry.ModelFile> known(
      List<TreeEntry.ModelFile> entries, List<ModelFile> files) {
    if (cache == null) {
      return entries;
    }
    var keys = new HashSet<String>(2 * entries.size());
    entries.forEach(it -> keys.add(key(it)));
    var cached = cache.find(keys, sharing);
    var unknown = new ArrayList<TreeEntry.ModelFile>();
    for (var entry : entries) {
      var fragment = cached.get(key(entry));
      if (fragment == null) {
        unknown.add(entry);
      } else {
        files.add(new ModelFile(entry.path(), entry.blob(), fragment));
      }
    }
    return unknown;
  }

  private static String key(TreeEntry.ModelFile file) {
    return FragmentCache.key(file.blob(), file.path().endsWith(".json"));
  }

  private Files.None noSuchRoot() {
    return new Files.None(
        Problem.error(
            "model.root-missing",
            Location.NOWHERE,
            "The commit has no folder '%s'".formatted(root.folder()),
            "Correct the source's 'model-root', or add the folder"));
  }

  private static Files.None tooManyFiles(int limit) {
    return new Files.None(
        Problem.error(
            "model.too-many-files",
            Location.NOWHERE,
            "There are more than %,d files under the model root".formatted(limit),
            "Put several documents into one file"));
  }

  /**
   * Contents are read one after the other, as the mirror gives them, and understood in parallel.
   */
  private List<ModelFile> read(List<? extends TreeEntry> entries) {
    var files = new ArrayList<ModelFile>();
    var contents = new LinkedHashMap<TreeEntry.ModelFile, byte[]>();
    try (var blobs = mirror.blobs()) {
      for (var entry : entries) {
        switch (entry) {
          case TreeEntry.ModelFile file ->
              contents.put(file, blobs.read(file.blob(), root.maxFileBytes()));
          case TreeEntry.Oddity oddity -> files.add(odd(oddity));
        }
      }
    }
    var understood =
        contents.entrySet().parallelStream()
            .map(it -> Map.entry(it.getKey(), modelFile(it.getKey(), it.getValue())))
            .toList();
    for (var file : understood) {
      files.add(file.getValue());
      if (cache != null) {
        cache.add(key(file.getKey()), file.getValue().fragment());
      }
    }
    return files;
  }

  private ModelFile modelFile(TreeEntry.ModelFile file, byte[] content) {
    return new ModelFile(file.path(), file.blob(), fragment(file, content));
  }

  private Fragment fragment(TreeEntry.ModelFile file, byte[] content) {
    return LfsPointer.matches(content)
        ? onlyProblem(
            "model.lfs-pointer",
            "The file is a pointer into LFS, which is never fetched",
            "Commit the file itself")
        : FragmentReader.read(file.path(), content, sharing);
  }

  private static ModelFile odd(TreeEntry.Oddity oddity) {
    var fragment =
        switch (oddity.kind()) {
          case SYMBOLIC_LINK ->
              onlyProblem(
                  "model.symbolic-link",
                  "The file is a symbolic link, which is never followed",
                  "Commit the file itself");
          case SUBMODULE ->
              onlyProblem(
                  "model.submodule",
                  "The path is a submodule, which is never fetched",
                  "Commit its files themselves");
          case OVERSIZED ->
              onlyProblem(
                  "model.oversized",
                  "The file is larger than a model's file may be",
                  "Split it into several files");
          case UNUSABLE_PATH ->
              onlyProblem(
                  "model.path",
                  "The path is not UTF-8, holds control characters or is too long",
                  "Rename the file");
        };
    return new ModelFile(oddity.path(), "", fragment);
  }

  private static Fragment onlyProblem(String rule, String message, String remedy) {
    return new Fragment(List.of(), List.of(Problem.error(rule, Location.NOWHERE, message, remedy)));
  }
}
