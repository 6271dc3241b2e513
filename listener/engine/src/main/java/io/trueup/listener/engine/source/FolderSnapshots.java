package io.trueup.listener.engine.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.trueup.listener.engine.git.BlobReader;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.git.TreeEntry;
import io.trueup.listener.engine.git.TreeEntry.Kind;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.verdict.ModelFile;
import io.trueup.model.verdict.ModelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a folder's model as if the folder were committed: it follows no links, skips other
 * repositories and folders whose name begins with a dot, and reports the same files as unusable.
 * Throws {@link UncheckedIOException} when the disk fails.
 */
final class FolderSnapshots {

  private static final int READ_AT_ONCE = 500;
  private static final int MAX_PATH_BYTES = 4096;

  private final ModelRoot root;
  private final Interner sharing;

  FolderSnapshots(ModelRoot root, Interner sharing) {
    this.root = root;
    this.sharing = sharing;
  }

  /**
   * Reads all files.
   *
   * @param folder stands for the root of a repository
   * @param known files of a similar version; those that are the same are not parsed again
   */
  ModelSnapshot read(Path folder, ModelFiles known) {
    try {
      var start = folder.toRealPath();
      var found = new Walk(start);
      if (!isFolderWithoutLinks(start)) {
        return FileReading.noSuchRoot("folder", root.folder());
      }
      Files.walkFileTree(start.resolve(root.folder()), found);
      if (found.isTooMany()) {
        return FileReading.tooManyFiles(root.maxFiles());
      }
      return found(found, known);
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

  private ModelSnapshot found(Walk walk, ModelFiles known) throws IOException {
    var files = new ArrayList<ModelFile>();
    walk.oddities.forEach(it -> files.add(FileReading.unusable(it)));
    Map<String, Path> byBlob = new HashMap<>();
    var paths = List.copyOf(walk.files.entrySet());
    for (var from = 0; from < paths.size(); from += READ_AT_ONCE) {
      var some = paths.subList(from, Math.min(paths.size(), from + READ_AT_ONCE));
      var contents = new LinkedHashMap<String, byte[]>();
      for (var entry : some) {
        var content = content(entry.getValue());
        if (content.length > root.maxFileBytes()) {
          files.add(
              FileReading.unusable(new TreeEntry.UnusableFile(entry.getKey(), Kind.OVERSIZED)));
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
      var path = walk.files.get(file.path());
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

  /** Lists everything under the model root, and opens nothing. */
  private final class Walk extends SimpleFileVisitor<Path> {

    private final Path start;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final List<TreeEntry.UnusableFile> oddities = new ArrayList<>();

    Walk(Path start) {
      this.start = start;
    }

    boolean isTooMany() {
      return files.size() + oddities.size() > root.maxFiles();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (folder.equals(start.resolve(root.folder()))) {
        return FileVisitResult.CONTINUE;
      }
      if (isHidden(folder)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (Files.exists(folder.resolve(".git"), NOFOLLOW_LINKS)) {
        if (TreeEntry.Format.of(folder.toString()) != null) {
          oddities.add(new TreeEntry.UnusableFile(path(folder), Kind.SUBMODULE));
        }
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!isHidden(file) && TreeEntry.Format.of(file.toString()) != null) {
        add(file, attributes);
      }
      return isTooMany() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    private void add(Path file, BasicFileAttributes attributes) {
      var path = path(file);
      var isOdd =
          path.chars().anyMatch(it -> Character.isISOControl(it) || it == '\uFFFD')
              || path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES;
      if (isOdd) {
        oddities.add(new TreeEntry.UnusableFile(shown(path), Kind.UNUSABLE_PATH));
      } else if (attributes.isSymbolicLink()) {
        oddities.add(new TreeEntry.UnusableFile(path, Kind.SYMBOLIC_LINK));
      } else if (attributes.isRegularFile() && attributes.size() > root.maxFileBytes()) {
        oddities.add(new TreeEntry.UnusableFile(path, Kind.OVERSIZED));
      } else if (attributes.isRegularFile()) {
        files.put(path, file);
      }
    }

    private boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }

    private String path(Path file) {
      return start.relativize(file).toString().replace('\\', '/');
    }

    private String shown(String path) {
      var shown = new StringBuilder();
      path.codePoints()
          .limit(200)
          .forEach(it ->
              shown.append(
                  it >= ' ' && it < 0x7f ? Character.toString(it) : "\\x%02x".formatted(it)));
      return shown.toString();
    }
  }
}
