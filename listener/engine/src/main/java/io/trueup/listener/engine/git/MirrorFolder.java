package io.trueup.listener.engine.git;

import io.trueup.listener.engine.git.GitException.Category;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a mirror: one bare repository, and the file whose lock makes one process its owner.
 * Claiming the folder removes the leftovers of a killed process.
 */
final class MirrorFolder implements AutoCloseable {

  private static final String OWNER = "trueup-mirror.owner";
  private static final String PACK = ".pack";
  private static final String INDEX = ".idx";
  private static final Pattern LEFTOVER =
      Pattern.compile(".*\\.lock|tmp_.*|incoming_.*|gc_.*_tmp|noz.*\\.tmp|.*\\.pack_tmp");

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private MirrorFolder(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Claims a folder for this process.
   *
   * @throws GitException REFUSED, when it is in use or holds something that is not ours
   */
  static MirrorFolder claim(Path folder) {
    try {
      Files.createDirectories(folder);
      var owner = folder.resolve(OWNER);
      if (!Files.exists(owner) && !isEmpty(folder)) {
        throw GitException.refused(
            "Cannot keep a mirror in '%s': the folder holds files that are not a mirror's. Name an empty or a new folder"
                .formatted(folder));
      }
      var channel = FileChannel.open(owner, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw GitException.refused(
            "Cannot keep a mirror in '%s': another process uses it. Give each process a data folder of its own"
                .formatted(folder));
      }
      return cleaned(new MirrorFolder(folder, channel, lock));
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static MirrorFolder cleaned(MirrorFolder claimed) throws IOException {
    try {
      claimed.removeLeftovers();
      return claimed;
    } catch (IOException e) {
      claimed.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private void removeLeftovers() throws IOException {
    delete(next());
    delete(previous());
    if (!Files.isDirectory(current())) {
      return;
    }
    List<Path> leftovers;
    try (var files = Files.walk(current())) {
      leftovers =
          files
              .filter(Files::isRegularFile)
              .filter(f -> LEFTOVER.matcher(f.getFileName().toString()).matches())
              .toList();
    }
    for (var leftover : leftovers) {
      Files.delete(leftover);
    }
    removeIndexesWithoutPacks();
  }

  private void removeIndexesWithoutPacks() throws IOException {
    var packs = current().resolve("objects").resolve("pack");
    if (!Files.isDirectory(packs)) {
      return;
    }
    try (var files = Files.list(packs)) {
      for (var index : files.filter(f -> f.toString().endsWith(INDEX)).toList()) {
        var name = index.getFileName().toString();
        var pack = name.substring(0, name.length() - INDEX.length()) + PACK;
        if (!Files.exists(index.resolveSibling(pack))) {
          Files.delete(index);
        }
      }
    }
  }

  /** Opens the repository, or creates an empty one where none can be opened. */
  Repository open() {
    try {
      if (Files.isRegularFile(current().resolve("HEAD"))) {
        return build(current());
      }
    } catch (IOException _) {
      // A repository with an unreadable configuration is replaced and fetched again.
    }
    try {
      delete(current());
      create(current()).close();
      return build(current());
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** Creates an empty repository beside the current one. */
  Repository openNext() {
    try {
      delete(next());
      create(next()).close();
      return build(next());
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** Replaces the current repository by the one beside it; both must be closed. */
  void swap() {
    try {
      if (Files.exists(current())) {
        Files.move(current(), previous());
      }
      Files.move(next(), current());
      delete(previous());
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** Whether the repository's folder still exists. */
  boolean isThere() {
    return Files.isRegularFile(current().resolve("HEAD"))
        && Files.isDirectory(current().resolve("objects"));
  }

  /** The number of packs. */
  int packs() {
    return packFiles().size();
  }

  /** The size of all packs, in bytes. */
  long packBytes() {
    return packFiles().stream().mapToLong(it -> it.toFile().length()).sum();
  }

  private List<Path> packFiles() {
    var packs = current().resolve("objects").resolve("pack");
    if (!Files.isDirectory(packs)) {
      return List.of();
    }
    try (var files = Files.list(packs)) {
      return files.filter(f -> f.toString().endsWith(PACK)).toList();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path current() {
    return folder.resolve("repository");
  }

  private Path next() {
    return folder.resolve("repository.next");
  }

  private Path previous() {
    return folder.resolve("repository.previous");
  }

  private static Repository build(Path gitFolder) throws IOException {
    return MirrorRepository.open(gitFolder, PackLimits.ofProcess());
  }

  private static Repository create(Path gitFolder) throws IOException {
    var repository = new FileRepository(gitFolder.toFile());
    repository.create(true);
    StoredConfig config = repository.getConfig();
    config.setBoolean("core", null, "fsyncObjectFiles", true);
    config.setBoolean("core", null, "fsyncRefFiles", true);
    config.setInt("gc", null, "auto", 0);
    // Readers find the new pack by themselves when an old one is removed.
    config.setString("gc", null, "prunePackExpire", "now");
    // Long delta chains make reading blobs in random order ten times slower.
    config.setInt("pack", null, "depth", 4);
    config.setBoolean("pack", null, "reuseDeltas", false);
    config.setBoolean("pack", null, "buildBitmaps", false);
    config.save();
    return repository;
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static GitException unusable(Path folder, IOException cause) {
    return new GitException(
        Category.CORRUPT,
        "Cannot use the mirror folder '%s' (%s). Check the disk's space and the folder's rights"
            .formatted(folder, cause),
        cause);
  }
}
