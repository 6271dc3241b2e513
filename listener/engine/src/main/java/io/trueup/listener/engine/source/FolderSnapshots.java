package io.trueup.listener.engine.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.trueup.listener.engine.git.BlobReader;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.git.TreeEntry;
import io.trueup.listener.engine.git.TreeEntry.Kind;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.verdict.ContentReader;
import io.trueup.model.verdict.ModelFile;
import io.trueup.model.verdict.ModelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a folder's model as if the folder were committed: it follows no links, skips other
 * repositories and folders whose name begins with a dot, and reports the same files as unusable.
 * Throws {@link UncheckedIOException} when the disk fails.
 */
final class FolderSnapshots {

  private static final int READ_AT_ONCE = 500;

  private final ModelRoot root;
  private final Interner sharing;

  FolderSnapshots(ModelRoot root, Interner sharing) {
    this.root = root;
    this.sharing = sharing;
  }

  /** Makes a snapshot from what a folder holds. */
  private interface Reading {
    ModelSnapshot of(FolderWalk walk) throws IOException;
  }

  /**
   * Reads all files.
   *
   * @param folder stands for the root of a repository
   * @param known files of a similar version; those that are the same are not parsed again
   */
  ModelSnapshot read(Path folder, ModelFiles known) {
    return walked(folder, it -> all(it, known));
  }

  /**
   * Reads what differs from a version: files whose content is known to be the version's, because
   * nothing has touched them since they were read, are not opened.
   *
   * @param known the files of the version
   * @param ids the ids of their contents by path; empty for those that cannot be read
   * @param states remembers the contents of the folder's files
   * @param more reads contents that the folder does not hold
   */
  ModelSnapshot next(
      Path folder,
      ModelFiles known,
      Map<String, String> ids,
      FileStates states,
      ContentReader more) {
    return walked(folder, it -> changed(it, known, ids, states, more));
  }

  private ModelSnapshot walked(Path folder, Reading reading) {
    try {
      var start = folder.toRealPath();
      if (!isFolderWithoutLinks(start)) {
        return FileReading.noSuchRoot("folder", root.folder());
      }
      var found = FolderWalk.of(start, root);
      return found.isTooMany() ? FileReading.tooManyFiles(root.maxFiles()) : reading.of(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Neither a link nor {@code ..} may lead to the model root, as in a commit. */
  private boolean isFolderWithoutLinks(Path start) {
    var at = start;
    for (var part : Path.of(root.folder())) {
      at = at.resolve(part);
      if (part.toString().equals("..") || !Files.isDirectory(at, NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  private ModelSnapshot all(FolderWalk walk, ModelFiles known) throws IOException {
    var files = new ArrayList<ModelFile>();
    walk.oddities().forEach(it -> files.add(FileReading.unusable(it)));
    Map<String, Path> byBlob = new HashMap<>();
    var paths = List.copyOf(walk.files().entrySet());
    for (var from = 0; from < paths.size(); from += READ_AT_ONCE) {
      var some = paths.subList(from, Math.min(paths.size(), from + READ_AT_ONCE));
      var contents = new LinkedHashMap<String, byte[]>();
      for (var entry : some) {
        var content = content(entry.getValue());
        if (isOversized(content)) {
          files.add(oversized(entry.getKey()));
        } else {
          contents.put(entry.getKey(), content);
        }
      }
      files.addAll(
          contents.entrySet().parallelStream()
              .map(it -> file(it.getKey(), it.getValue(), known.byPath().find(it.getKey())))
              .toList());
    }
    for (var file : files) {
      var path = walk.files().get(file.path());
      if (path != null) {
        byBlob.put(file.blob(), path);
      }
    }
    return new ModelSnapshot.Found(ModelFiles.of(files), blob -> again(byBlob, blob));
  }

  private ModelFile file(String path, byte[] content, @Nullable ModelFile known) {
    var blob = BlobReader.idOf(content);
    return known != null && known.blob().equals(blob)
        ? known
        : FileReading.file(path, blob, content, sharing);
  }

  /**
   * A file of the folder.
   *
   * @param changed null when it has the known content
   */
  private record Seen(String path, String blob, @Nullable ModelFile changed) {}

  private ModelSnapshot changed(
      FolderWalk walk,
      ModelFiles known,
      Map<String, String> ids,
      FileStates states,
      ContentReader more) {
    var changes = new HashMap<String, Optional<ModelFile>>();
    for (var path : ids.keySet()) {
      if (!walk.files().containsKey(path)) {
        changes.put(path, Optional.empty());
      }
    }
    walk.oddities().forEach(it -> changes.put(it.path(), Optional.of(FileReading.unusable(it))));
    var byBlob = new HashMap<String, Path>();
    var seen =
        walk.files().entrySet().parallelStream()
            .map(it -> seen(it.getKey(), it.getValue(), ids.get(it.getKey()), states))
            .toList();
    for (var file : seen) {
      byBlob.put(file.blob(), walk.files().get(file.path()));
      if (file.changed() != null) {
        changes.put(file.path(), Optional.of(file.changed()));
      }
    }
    return new ModelSnapshot.Found(
        known.with(changes),
        blob -> byBlob.containsKey(blob) ? again(byBlob, blob) : more.read(blob));
  }

  private Seen seen(String name, Path path, @Nullable String known, FileStates states) {
    try {
      var state = states.now(path);
      var before = states.blob(name, state);
      if (before != null && before.equals(known)) {
        return new Seen(name, before, null);
      }
      var content = content(path);
      if (isOversized(content)) {
        return new Seen(name, "", oversized(name));
      }
      var blob = BlobReader.idOf(content);
      states.put(name, state, blob);
      return new Seen(
          name, blob, blob.equals(known) ? null : FileReading.file(name, blob, content, sharing));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isOversized(byte[] content) {
    return content.length > root.maxFileBytes();
  }

  private static ModelFile oversized(String path) {
    return FileReading.unusable(new TreeEntry.UnusableFile(path, Kind.OVERSIZED));
  }

  private byte[] again(Map<String, Path> byBlob, String blob) {
    var path = byBlob.get(blob);
    if (path == null) {
      throw new IllegalStateException("No file of the folder has the content " + blob);
    }
    try {
      return content(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** At most one byte more than allowed, since a file may have grown since it was listed. */
  private byte[] content(Path path) throws IOException {
    try (var stream = Files.newInputStream(path, NOFOLLOW_LINKS)) {
      return stream.readNBytes(root.maxFileBytes() + 1);
    }
  }
}
