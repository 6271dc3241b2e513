package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.CommitFiles;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.git.ModelTree;
import io.trueup.listener.engine.git.ModelTreeDiff;
import io.trueup.listener.engine.git.TreeEntry;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.fragment.Fragment;
import io.trueup.model.document.fragment.RepeatedFragments;
import io.trueup.model.progress.LoadObserver;
import io.trueup.model.progress.LoadPhase;
import io.trueup.model.verdict.ContentReader;
import io.trueup.model.verdict.ModelFile;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.statestore.CommitId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the models of commits. Thread-safe; throws {@code GitException}. */
final class CommitSnapshots {

  /** Up to this many are read before other threads have started. */
  private static final int FEW = 8;

  private final CommitFiles commits;
  private final ModelRoot root;
  private final Interner sharing;
  private final @Nullable FragmentCache cache;
  private final LoadObserver progress;
  private final ContentReader contents;

  /**
   * A reader of commits.
   *
   * @param cache of files that were read before; null for none
   */
  CommitSnapshots(
      CommitFiles commits, ModelRoot root, Interner sharing, @Nullable FragmentCache cache) {
    this(commits, root, sharing, cache, LoadObserver.NONE);
  }

  /**
   * A reader of commits.
   *
   * @param cache of files that were read before; null for none
   * @param progress is told of each file
   */
  CommitSnapshots(
      CommitFiles commits,
      ModelRoot root,
      Interner sharing,
      @Nullable FragmentCache cache,
      LoadObserver progress) {
    this.progress = progress;
    this.commits = commits;
    this.root = root;
    this.sharing = sharing;
    this.cache = cache;
    this.contents = blob -> commits.blob(blob, root.maxFileBytes());
  }

  /** Reads a file again. */
  ContentReader contents() {
    return contents;
  }

  /** Reads all files, and those that were read before from the cache. */
  ModelSnapshot all(CommitId commit) {
    return all(commit, UnaryOperator.identity(), cache);
  }

  /**
   * Reads all files, and puts them into another place. They are read from there the next time, so
   * they are not cached, which would cost memory for all of them.
   *
   * @param place puts each fragment where it is to be kept, and gives an equal one; called by many
   *     threads
   */
  ModelSnapshot all(CommitId commit, UnaryOperator<Fragment> place) {
    return all(commit, place, null);
  }

  /** Removes what was cached, when it is of no more use. */
  void clearCache() {
    if (cache != null) {
      cache.clear();
    }
  }

  private ModelSnapshot all(
      CommitId commit, UnaryOperator<Fragment> place, @Nullable FragmentCache using) {
    progress.begin(LoadPhase.READING, 0);
    return switch (commits.tree(commit, root)) {
      case ModelTree.NoSuchRoot() -> noSuchRoot();
      case ModelTree.TooManyFiles(var limit) -> FileReading.tooManyFiles(limit);
      case ModelTree.Entries(var found, var oddities) -> {
        var files = new ArrayList<ModelFile>(found.size() + oddities.size());
        oddities.forEach(it -> files.add(FileReading.unusable(it)));
        progress.begin(LoadPhase.READING, found.size());
        var unknown = unknown(found, files, using);
        files.replaceAll(it -> placed(it, place));
        progress.advance(LoadPhase.READING, found.size() - unknown.size());
        var read = read(unknown, place);
        files.addAll(read);
        if (using != null) {
          keep(read, using);
        }
        yield new ModelSnapshot.Found(ModelFiles.of(files), contents);
      }
    };
  }

  /**
   * Caches a whole model for the next start. The files that a merge changed are not cached: they
   * soon change again.
   */
  private static void keep(List<ModelFile> files, FragmentCache cache) {
    for (var file : files) {
      cache.add(key(file.blob(), file.path()), file.fragment());
    }
    cache.flush();
  }

  /** Adds the files that are in the cache, and returns the others. */
  private List<TreeEntry.ModelFile> unknown(
      List<TreeEntry.ModelFile> entries, List<ModelFile> files, @Nullable FragmentCache using) {
    if (using == null) {
      return entries;
    }
    var keys = new HashSet<String>(2 * entries.size());
    entries.forEach(it -> keys.add(key(it)));
    var cached = using.find(keys, sharing);
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
    return key(file.blob(), file.path());
  }

  private static String key(String blob, String path) {
    return FragmentCache.key(blob, path.endsWith(".json"));
  }

  /**
   * Reads the files that differ from those of another commit.
   *
   * @param known the files of the other commit
   */
  ModelSnapshot next(ModelFiles known, CommitId other, CommitId commit) {
    return switch (commits.treeDiff(other, commit, root)) {
      case ModelTreeDiff.NoSuchRoot() -> noSuchRoot();
      case ModelTreeDiff.TooManyFiles(var limit) -> FileReading.tooManyFiles(limit);
      case ModelTreeDiff.Changes(var paths) ->
          new ModelSnapshot.Found(changed(known, paths), contents);
    };
  }

  private ModelSnapshot noSuchRoot() {
    return FileReading.noSuchRoot("commit", root.folder());
  }

  private ModelFiles changed(ModelFiles known, List<ModelTreeDiff.PathChange> changes) {
    var files = new HashMap<String, Optional<ModelFile>>();
    var read = new ArrayList<TreeEntry.ModelFile>();
    for (var change : changes) {
      files.put(
          change.path(),
          change.newer() instanceof TreeEntry.UnusableFile oddity
              ? Optional.of(FileReading.unusable(oddity))
              : Optional.empty());
      if (change.newer() instanceof TreeEntry.ModelFile file) {
        read.add(file);
      }
    }
    progress.begin(LoadPhase.READING, read.size());
    for (var file : read(read, UnaryOperator.identity())) {
      var before = known.byPath().find(file.path());
      files.put(
          file.path(),
          Optional.of(
              before == null
                  ? file
                  : new ModelFile(
                      file.path(),
                      file.blob(),
                      RepeatedFragments.from(before.fragment(), file.fragment()))));
    }
    return known.with(files);
  }

  /** Reads few files on this thread, and many on all cores. */
  private List<ModelFile> read(List<TreeEntry.ModelFile> entries, UnaryOperator<Fragment> place) {
    if (entries.size() > FEW) {
      return new ParallelReading(
              commits,
              entries,
              root.maxFileBytes(),
              (file, content) -> placed(parsed(file, content), place))
          .files();
    }
    var files = new ArrayList<ModelFile>();
    try (var blobs = commits.blobs()) {
      for (var entry : entries) {
        files.add(placed(parsed(entry, blobs.read(entry.blob(), root.maxFileBytes())), place));
      }
    }
    return files;
  }

  private static ModelFile placed(ModelFile file, UnaryOperator<Fragment> place) {
    return new ModelFile(file.path(), file.blob(), place.apply(file.fragment()));
  }

  private ModelFile parsed(TreeEntry.ModelFile file, byte[] content) {
    var read = FileReading.file(file.path(), file.blob(), content, sharing);
    progress.advance(LoadPhase.READING, 1);
    return read;
  }
}
