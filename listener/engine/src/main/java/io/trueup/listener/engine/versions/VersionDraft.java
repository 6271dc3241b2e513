package io.trueup.listener.engine.versions;

import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.StoredFile;
import io.trueup.model.stored.StoredWriter;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.StoredBasis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A version's file while it is written: beside its place, then synced and moved there. Maps may be
 * written into it while the version is still being computed, and are read from it at once. All
 * methods throw an {@link java.io.UncheckedIOException} when the disk fails. Thread-safe until it
 * is finished.
 */
public final class VersionDraft implements AutoCloseable {

  /** The end of the name of a file that is being written. */
  static final String UNFINISHED = ".unfinished";

  private final Path path;
  private final DraftFile bytes;
  private final StoredFile file;
  private final StoredWriter writer;

  /**
   * Begins a file.
   *
   * @param path does not exist yet
   * @param kept whether the new file may refer to an older one
   */
  VersionDraft(Path path, long salt, BlockCache cache, Predicate<StoredFile> kept)
      throws IOException {
    this.path = path;
    this.bytes = new DraftFile(path, salt);
    this.file = new StoredFile(bytes, salt, StoredBasis.FORM, cache, List.of());
    this.writer = new StoredWriter(file, bytes, kept);
  }

  /** Writes maps into the file. */
  public StoredWriter writer() {
    return writer;
  }

  /**
   * How the disk failed, so that what was written into the file may not be read any more; empty
   * while it did not.
   */
  public Optional<IOException> failure() {
    return Optional.ofNullable(bytes.failure());
  }

  /** A file at its place. */
  record Finished(Path path, String id, VersionDescription description, StoredFile file) {}

  /**
   * Writes the basis and finishes the file.
   *
   * @param idOf gives the id under which an older file is found
   * @param name gives the file's name from its id
   */
  Finished finish(
      Basis basis,
      VersionLabel label,
      Instant made,
      Function<StoredFile, String> idOf,
      Function<String, String> name) {
    var address = StoredBasis.write(basis, writer);
    var older =
        file.older().stream()
            .map(it -> new VersionDescription.Older(idOf.apply(it), it.salt()))
            .toList();
    var description = new VersionDescription(label, made, older, address);
    var written = description.bytes();
    var id = bytes.end(bytes.append(written, written.length));
    try {
      var place = path.resolveSibling(name.apply(id));
      Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
      bytes.moved(ReadBytes.mappedOrRead(place));
      return new Finished(place, id, description, file);
    } catch (IOException e) {
      throw bytes.failed(e);
    }
  }

  /**
   * Removes the file unless it is finished. What was written can still be read for as long as it is
   * used: an open file that is removed keeps its content.
   */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException _) {
      // Cleaning the folder removes it later.
    }
  }
}
