package io.trueup.listener.engine.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.git.TreeEntry;
import io.trueup.listener.engine.git.TreeEntry.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists everything under a folder's model root, and opens nothing. For one thread. */
final class FolderWalk {

  private static final int MAX_PATH_BYTES = 4096;

  private final Path start;
  private final ModelRoot root;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final List<TreeEntry.UnusableFile> oddities = new ArrayList<>();

  private FolderWalk(Path start, ModelRoot root) {
    this.start = start;
    this.root = root;
  }

  /**
   * Lists a folder that stands for the root of a repository.
   *
   * @param start the real path, without links
   */
  static FolderWalk of(Path start, ModelRoot root) throws IOException {
    var walk = new FolderWalk(start, root);
    Files.walkFileTree(start.resolve(root.folder()), walk.new Visitor());
    return walk;
  }

  /** The files to be read, by their paths from the start. */
  Map<String, Path> files() {
    return files;
  }

  /** The entries that have a model file's name and cannot be one. */
  List<TreeEntry.UnusableFile> oddities() {
    return oddities;
  }

  /** Whether there are more files than allowed, so that the walk ended early. */
  boolean isTooMany() {
    return files.size() + oddities.size() > root.maxFiles();
  }

  private final class Visitor extends SimpleFileVisitor<Path> {

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
