package io.trueup.listener.engine.versions;

import io.trueup.listener.engine.versions.VersionManifest.Item;
import io.trueup.model.fingerprint.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies a version from elsewhere into a folder of versions, which a daemon may be using. Files
 * that are there are not taken again. Those that are missing arrive beside their places and move
 * there together, once all have the digests in their names and belong to the version. An
 * interrupted import changes no version, and the next one goes on where it ended. One import at a
 * time uses a folder. Not thread-safe.
 */
public final class VersionImport implements AutoCloseable {

  static final String LOCK = "import.lock";

  private final VersionFileSet folder;
  private final VersionManifest manifest;
  private final FileChannel lock;
  private final List<Item> missing;

  /**
   * What a version must be so that it is taken; a null does not matter.
   *
   * @param source its source's name
   * @param program that computed it
   */
  public record Expected(@Nullable String source, @Nullable Fingerprint program) {

    private void require(VersionManifest manifest) {
      if (source != null && !source.equals(manifest.source())) {
        throw new VersionRefusedException(
            "This is a version of source '%s', and not of '%s'"
                .formatted(manifest.source(), source));
      }
      if (program != null && !program.toString().equals(manifest.program())) {
        throw new VersionRefusedException(
            "Another release of Trueup made this version: its program is %s, and this one is %s, which would not use it. Take the version from the same release, or add --any-release to store it all the same"
                .formatted(manifest.program().substring(0, 8), program.abbreviated()));
      }
    }
  }

  private VersionImport(
      VersionFileSet folder, VersionManifest manifest, FileChannel lock, List<Item> missing) {
    this.folder = folder;
    this.manifest = manifest;
    this.lock = lock;
    this.missing = missing;
  }

  /**
   * Begins an import, which the caller closes.
   *
   * @param folder is created when missing
   * @throws VersionRefusedException when the version is not the expected one
   * @throws IOException when the folder cannot be written, has too little space, or another import
   *     uses it
   */
  public static VersionImport begin(
      VersionFileSet folder, VersionManifest manifest, Expected expected) throws IOException {
    expected.require(manifest);
    Files.createDirectories(folder.folder());
    var lock = lock(folder.folder());
    try {
      var missing = missing(folder, manifest);
      requireSpace(folder.folder(), missing);
      return new VersionImport(folder, manifest, lock, missing);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    var channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // in this process
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException("another import writes to %s; wait until it has ended".formatted(folder));
  }

  /** A file of the right name and another size is damaged, and is replaced. */
  private static List<Item> missing(VersionFileSet folder, VersionManifest manifest)
      throws IOException {
    var known = folder.byId();
    var missing = new ArrayList<Item>();
    for (var item : manifest.files()) {
      var path = known.get(item.id());
      if (path == null || Files.size(path) != item.bytes()) {
        missing.add(item);
      }
    }
    return List.copyOf(missing);
  }

  private static void requireSpace(Path folder, List<Item> missing) throws IOException {
    var needed = 0L;
    for (var item : missing) {
      var staged = StagedFile.place(folder, item);
      needed += item.bytes() - (Files.exists(staged) ? Files.size(staged) : 0);
    }
    var free = Files.getFileStore(folder).getUsableSpace();
    if (needed > free) {
      throw new IOException(
          "the missing files have %d bytes, and %s has space for %d"
              .formatted(needed, folder, free));
    }
  }

  public VersionManifest manifest() {
    return manifest;
  }

  /** The files that were not in the folder when the import began, in the order of the manifest. */
  public List<Item> missing() {
    return missing;
  }

  /** Reads the content of a file. */
  @FunctionalInterface
  public interface ContentReader {

    /**
     * The content from a byte on; the import closes it.
     *
     * @throws IOException when it cannot be had now
     */
    InputStream open(long from) throws IOException;
  }

  /**
   * Takes a missing file; asks for no content when all of it arrived before.
   *
   * @param arrived told of every further number of bytes
   * @throws IOException when the content breaks off or the disk fails; what arrived is kept, and
   *     the next call goes on there
   * @throws VersionRefusedException when the content is another one; it is removed
   */
  public void receive(Item item, ContentReader reader, LongConsumer arrived) throws IOException {
    try (var staged = StagedFile.open(folder.folder(), item)) {
      if (!staged.isComplete()) {
        try (var content = reader.open(staged.size())) {
          staged.receive(content, arrived);
        }
      }
      staged.finish();
    }
  }

  /**
   * Moves all files to their places once all have arrived; then the version can be used.
   *
   * @throws VersionRefusedException when one is no file of this version; all that arrived is
   *     removed, and the folder is as it was
   */
  public void publish() throws IOException {
    try {
      requireWhole();
    } catch (VersionRefusedException e) {
      discard();
      throw e;
    }
    for (var item : missing) {
      Files.move(
          StagedFile.place(folder.folder(), item),
          folder.folder().resolve(item.name().text()),
          StandardCopyOption.ATOMIC_MOVE);
    }
    sync(folder.folder());
  }

  /** Removes all that arrived and is not published. */
  public void discard() throws IOException {
    for (var item : missing) {
      Files.deleteIfExists(StagedFile.place(folder.folder(), item));
    }
  }

  private void requireWhole() throws IOException {
    var arrived = Set.copyOf(missing);
    var before = new HashSet<String>();
    var label = manifest.label();
    for (var item : manifest.files()) {
      if (arrived.contains(item)) {
        var description = read(item);
        if (!description.label().equals(label.at(item.commit()))) {
          throw refused(item, "it was made from another model, or by another release");
        }
        if (!description.older().stream().allMatch(it -> before.contains(it.id()))) {
          throw refused(item, "it refers to files that are not before it");
        }
      }
      before.add(item.id());
    }
  }

  private VersionDescription read(Item item) throws IOException {
    try {
      return VersionFileSet.description(StagedFile.place(folder.folder(), item));
    } catch (IllegalArgumentException e) {
      throw refused(item, String.valueOf(e.getMessage()));
    }
  }

  private static VersionRefusedException refused(Item item, String why) {
    return new VersionRefusedException(
        "File %s is not what its manifest says: %s. Nothing is kept; take the version from where it was made"
            .formatted(item.id(), why));
  }

  /** Keeps the new names across a failure of power, where the system allows it. */
  private static void sync(Path folder) {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException _) {
      // Not on every system. A file without its name is taken again.
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
