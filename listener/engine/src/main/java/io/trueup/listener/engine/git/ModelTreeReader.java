package io.trueup.listener.engine.git;

import io.trueup.listener.engine.git.TreeEntry.Format;
import io.trueup.listener.engine.git.TreeEntry.Kind;
import io.trueup.listener.engine.git.TreeEntry.ModelFile;
import io.trueup.listener.engine.git.TreeEntry.UnusableFile;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Reads the tree under a model root, from the object database alone. */
final class ModelTreeReader implements AutoCloseable {

  private static final int MAX_PATH_BYTES = 4096;
  private static final int SHOWN_PATH_BYTES = 200;

  /**
   * A few small trees that contain each other many times can stand for more files than any walk
   * could finish.
   */
  private static final int MOST_ENTRIES = 2_000_000;

  private final ObjectReader reader;
  private final ModelRoot root;

  ModelTreeReader(Repository repository, ModelRoot root) {
    this.reader = InterruptibleReader.of(repository);
    this.root = root;
  }

  @Override
  public void close() {
    reader.close();
  }

  ModelTree tree(CommitId commit) throws IOException {
    var tree = rootTree(commit);
    if (tree == null) {
      return new ModelTree.NoSuchRoot();
    }
    var files = new ArrayList<ModelFile>();
    var oddities = new ArrayList<UnusableFile>();
    try (var walk = new TreeWalk(reader)) {
      walk.addTree(tree);
      for (var entries = 0; walk.next(); entries++) {
        switch (step(walk, 0)) {
          case null -> {}
          case ModelFile file -> files.add(file);
          case UnusableFile oddity -> oddities.add(oddity);
        }
        enter(walk);
        if (files.size() + oddities.size() > root.maxFiles() || isTooMany(entries)) {
          return new ModelTree.TooManyFiles(root.maxFiles());
        }
      }
    }
    return new ModelTree.Entries(files, oddities);
  }

  /**
   * The ids of the files' contents by path, whatever their sizes; empty for an entry that cannot be
   * a file. Null when there is no root, or too many files.
   */
  @Nullable Map<String, String> ids(CommitId commit) throws IOException {
    var tree = rootTree(commit);
    if (tree == null) {
      return null;
    }
    var ids = new HashMap<String, String>();
    try (var walk = new TreeWalk(reader)) {
      walk.addTree(tree);
      for (var entries = 0; walk.next(); entries++) {
        switch (step(walk, 0, false)) {
          case null -> {}
          case ModelFile file -> ids.put(file.path(), file.blob());
          case UnusableFile oddity -> ids.put(oddity.path(), "");
        }
        enter(walk);
        if (ids.size() > root.maxFiles() || isTooMany(entries)) {
          return null;
        }
      }
    }
    return ids;
  }

  ModelTreeDiff diff(CommitId older, CommitId newer) throws IOException {
    var newerTree = rootTree(newer);
    if (newerTree == null) {
      return new ModelTreeDiff.NoSuchRoot();
    }
    var olderTree = rootTree(older);
    var changes = new ArrayList<ModelTreeDiff.PathChange>();
    try (var walk = new TreeWalk(reader)) {
      if (olderTree == null) {
        walk.addTree(new EmptyTreeIterator());
      } else {
        walk.addTree(olderTree);
      }
      walk.addTree(newerTree);
      walk.setFilter(TreeFilter.ANY_DIFF);
      for (var entries = 0; walk.next(); entries++) {
        var before = step(walk, 0);
        var after = step(walk, 1);
        if (before != null || after != null) {
          changes.add(change(before, after));
        }
        enter(walk);
        if (changes.size() > root.maxFiles() || isTooMany(entries)) {
          return new ModelTreeDiff.TooManyFiles(root.maxFiles());
        }
      }
    }
    return new ModelTreeDiff.Changes(changes);
  }

  private static boolean isTooMany(int entries) {
    return entries > MOST_ENTRIES;
  }

  private static ModelTreeDiff.PathChange change(
      @Nullable TreeEntry before, @Nullable TreeEntry after) {
    var path = after != null ? after.path() : before != null ? before.path() : "";
    return new ModelTreeDiff.PathChange(path, before, after);
  }

  boolean hasRoot(CommitId commit) throws IOException {
    return rootTree(commit) != null;
  }

  private @Nullable ObjectId rootTree(CommitId commit) throws IOException {
    try (var walk = new RevWalk(reader)) {
      var whole = CommitReader.parse(walk, commit).getTree();
      if (root.folder().isEmpty()) {
        return whole.copy();
      }
      try (var found = TreeWalk.forPath(reader, root.folder(), whole)) {
        var isFolder = found != null && FileMode.TREE.equals(found.getRawMode(0));
        return isFolder ? found.getObjectId(0) : null;
      }
    }
  }

  /** Enters a folder, unless its name begins with a dot, as in {@code .github}. */
  private static void enter(TreeWalk walk) throws IOException {
    if (walk.isSubtree() && !isHidden(walk) && walk.getPathLength() < MAX_PATH_BYTES) {
      walk.enterSubtree();
    }
  }

  private static boolean isHidden(TreeWalk walk) {
    var path = walk.getRawPath();
    for (var i = path.length - 1; i >= 0; i--) {
      if (path[i] == '/') {
        return path[i + 1] == '.';
      }
    }
    return path[0] == '.';
  }

  /** The current entry of one side of the walk; null when it is no model file. */
  private @Nullable TreeEntry step(TreeWalk walk, int side) throws IOException {
    return step(walk, side, true);
  }

  private @Nullable TreeEntry step(TreeWalk walk, int side, boolean isSizeAsked)
      throws IOException {
    var mode = walk.getRawMode(side);
    if (FileMode.MISSING.equals(mode) || isHidden(walk)) {
      return null;
    }
    if (FileMode.TREE.equals(mode)) {
      return walk.getPathLength() < MAX_PATH_BYTES
          ? null
          : new UnusableFile(shown(walk), Kind.UNUSABLE_PATH);
    }
    var format = format(walk);
    if (format == null) {
      return null;
    }
    var path = decoded(walk);
    if (path == null) {
      return new UnusableFile(shown(walk), Kind.UNUSABLE_PATH);
    }
    return entry(path, format, mode, walk.getObjectId(side), isSizeAsked);
  }

  private TreeEntry entry(String path, Format format, int mode, ObjectId id, boolean isSizeAsked)
      throws IOException {
    if (FileMode.SYMLINK.equals(mode)) {
      return new UnusableFile(path, Kind.SYMBOLIC_LINK);
    }
    if (FileMode.GITLINK.equals(mode)) {
      return new UnusableFile(path, Kind.SUBMODULE);
    }
    return isSizeAsked && reader.getObjectSize(id, Constants.OBJ_BLOB) > root.maxFileBytes()
        ? new UnusableFile(path, Kind.OVERSIZED)
        : new ModelFile(path, id.name(), format);
  }

  private static @Nullable Format format(TreeWalk walk) {
    var raw = walk.getRawPath();
    var length = Math.min(raw.length, ".yaml".length());
    return Format.of(new String(raw, raw.length - length, length, StandardCharsets.ISO_8859_1));
  }

  private @Nullable String decoded(TreeWalk walk) {
    var raw = walk.getRawPath();
    if (raw.length > MAX_PATH_BYTES) {
      return null;
    }
    try {
      var path = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
      return path.chars().anyMatch(Character::isISOControl) ? null : prefixed(path);
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private String prefixed(String path) {
    return root.folder().isEmpty() ? path : root.folder() + "/" + path;
  }

  /** An unprintable path, escaped and shortened. */
  private String shown(TreeWalk walk) {
    var raw = walk.getRawPath();
    var shown = new StringBuilder();
    for (var i = 0; i < Math.min(raw.length, SHOWN_PATH_BYTES); i++) {
      var isPlain = raw[i] >= ' ' && raw[i] < 0x7f && raw[i] != '\\';
      shown.append(isPlain ? String.valueOf((char) raw[i]) : "\\x%02x".formatted(raw[i]));
    }
    return prefixed(raw.length > SHOWN_PATH_BYTES ? shown + "…" : shown.toString());
  }
}
