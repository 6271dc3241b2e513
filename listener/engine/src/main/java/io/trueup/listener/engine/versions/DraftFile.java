package io.trueup.listener.engine.versions;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.model.stored.BlockFrame;
import io.trueup.model.stored.BlockSink;
import io.trueup.model.stored.BlockSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file that is being written, which can be read at once. When it is at its place it
 * is read from there. Thread-safe. All methods throw an {@link UncheckedIOException} when the disk
 * fails.
 */
final class DraftFile implements BlockSink, BlockSource {

  private static final int BUFFER = 1 << 20;

  private final long salt;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.start();
  private byte[] buffer = new byte[BUFFER];
  private int buffered;
  private long flushed;
  private volatile @Nullable IOException failure;

  /** The file at its place; null until then. */
  private volatile @Nullable BlockSource finished;

  /**
   * Begins a file.
   *
   * @param path does not exist yet
   */
  DraftFile(Path path, long salt) throws IOException {
    this.salt = salt;
    this.channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    add(FileLayout.head(salt), FileLayout.HEAD);
  }

  /** How the disk failed, so that what was written may not be readable any more; null if not. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Notes a failure of the disk. */
  UncheckedIOException failed(IOException cause) {
    failure = cause;
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
      fromDisk = Math.clamp(flushed - offset, 0, length);
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

  /** Ends the file and gives the SHA-256 of its content, in hex digits. */
  synchronized String end(long description) {
    add(FileLayout.trailer(salt, description), FileLayout.TRAILER);
    flush();
    try {
      channel.force(true);
    } catch (IOException e) {
      throw failed(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Reads the file at its place from now on. */
  synchronized void moved(BlockSource place) throws IOException {
    finished = place;
    buffer = new byte[0];
    channel.close();
  }
}
