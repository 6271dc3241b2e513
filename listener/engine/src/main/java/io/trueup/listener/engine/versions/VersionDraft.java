package io.trueup.listener.engine.versions;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.BlockFrame;
import io.trueup.model.stored.BlockSink;
import io.trueup.model.stored.BlockSource;
import io.trueup.model.stored.StoredFile;
import io.trueup.model.stored.StoredWriter;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.StoredBasis;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A version's file while it is written: beside its place, then synced and moved there. Maps may be
 * written into it while the version is still being computed, and are read from it at once. All
 * methods throw an {@link UncheckedIOException} when the disk fails. Thread-safe until it is
 * finished.
 */
public final class VersionDraft implements AutoCloseable, BlockSink, BlockSource {

  /** The end of the name of a file that is being written. */
  static final String UNFINISHED = ".unfinished";

  private static final int BUFFER = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(VersionDraft.class);

  private final Path path;
  private final long salt;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.start();
  private final byte[] buffer = new byte[BUFFER];
  private final StoredFile file;
  private final StoredWriter writer;
  private int buffered;
  private long flushed;
  private volatile boolean hasFailed;

  /** The file at its place; null until then. */
  private volatile @Nullable BlockSource finished;

  /**
   * Begins a file.
   *
   * @param path does not exist yet
   * @param kept whether the new file may refer to an older one
   */
  VersionDraft(Path path, long salt, BlockCache cache, Predicate<StoredFile> kept)
      throws IOException {
    this.path = path;
    this.salt = salt;
    this.channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.file = new StoredFile(this, salt, StoredBasis.FORM, cache, List.of());
    this.writer = new StoredWriter(file, this, kept);
    add(FileLayout.head(salt), FileLayout.HEAD);
  }

  /** Writes maps into the file. */
  public StoredWriter writer() {
    return writer;
  }

  StoredFile file() {
    return file;
  }

  /** Whether the disk failed, so that what was written into the file may not be read any more. */
  public boolean hasFailed() {
    return hasFailed;
  }

  private UncheckedIOException failed(IOException cause) {
    hasFailed = true;
    return new UncheckedIOException(cause);
  }

  @Override
  public synchronized long append(byte[] content, int length) {
    var offset = flushed + buffered;
    add(BlockFrame.of(salt, offset, content, length), BlockFrame.BYTES);
    add(content, length);
    return offset;
  }

  private void add(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
    for (var from = 0; from < length; ) {
      if (buffered == BUFFER) {
        flush();
      }
      var count = Math.min(length - from, BUFFER - buffered);
      System.arraycopy(bytes, from, buffer, buffered, count);
      buffered += count;
      from += count;
    }
  }

  private void flush() {
    try {
      var bytes = ByteBuffer.wrap(buffer, 0, buffered);
      while (bytes.hasRemaining()) {
        channel.write(bytes, flushed + bytes.position());
      }
    } catch (IOException e) {
      throw failed(e);
    }
    flushed += buffered;
    buffered = 0;
  }

  @Override
  public long size() {
    var done = finished;
    if (done != null) {
      return done.size();
    }
    synchronized (this) {
      return flushed + buffered;
    }
  }

  @Override
  public void copy(long offset, byte[] into, int length) {
    var done = finished;
    if (done != null) {
      done.copy(offset, into, length);
      return;
    }
    var fromDisk = 0;
    synchronized (this) {
      fromDisk = (int) Math.clamp(flushed - offset, 0, length);
      if (fromDisk < length) {
        var start = (int) (offset + fromDisk - flushed);
        System.arraycopy(buffer, start, into, fromDisk, length - fromDisk);
      }
    }
    try {
      var bytes = ByteBuffer.wrap(into, 0, fromDisk);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw failed(new EOFException("it was cut while it was written"));
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
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
    var description =
        new VersionDescription(
            label,
            made,
            file.older().stream()
                .map(it -> new VersionDescription.Older(idOf.apply(it), it.salt()))
                .toList(),
            address);
    var bytes = description.bytes();
    var at = append(bytes, bytes.length);
    try {
      synchronized (this) {
        add(FileLayout.trailer(salt, at), FileLayout.TRAILER);
        flush();
        channel.force(true);
        channel.close();
      }
      var id = HexFormat.of().formatHex(digest.digest());
      var place = path.resolveSibling(name.apply(id));
      Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
      finished = MappedBytes.open(place);
      return new Finished(place, id, description, file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Removes the file unless it is finished. What was read from it can still be read, unless the
   * disk failed: the content of a removed file that is mapped stays until it is no longer used.
   */
  @Override
  public void close() {
    try (channel) {
      if (finished == null && channel.isOpen() && !hasFailed) {
        synchronized (this) {
          flush();
        }
        finished = MappedBytes.open(path);
      }
    } catch (IOException e) {
      throw failed(e);
    } finally {
      remove();
    }
  }

  private void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.debug("Cannot remove {}; cleaning the folder does", path, e);
    }
  }
}
