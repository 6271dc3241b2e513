package io.trueup.listener.engine.versions;

import io.trueup.model.stored.BlockSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is read by system calls, where it cannot be mapped into memory: slower, and it needs
 * no address space. The file is closed by its owner, or when it is no longer used. Thread-safe.
 */
final class ReadBytes implements BlockSource, AutoCloseable {

  private final Path path;
  private final long size;
  private volatile FileChannel channel;

  private ReadBytes(Path path) throws IOException {
    MappedBytes.requireRegular(path);
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
    this.size = channel.size();
  }

  /** A file that is mapped if it can be, and read otherwise. Throws as {@link MappedBytes#open}. */
  static BlockSource mappedOrRead(Path file) throws IOException {
    try {
      return MappedBytes.open(file);
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw e;
    } catch (IOException _) {
      return open(file);
    }
  }

  /** A file that is read without being mapped. Throws as {@link MappedBytes#open}. */
  static ReadBytes open(Path file) throws IOException {
    return new ReadBytes(file);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void copy(long offset, byte[] into, int length) {
    var isInterrupted = false;
    try {
      while (true) {
        var used = channel;
        try {
          read(used, offset, ByteBuffer.wrap(into, 0, length));
          return;
        } catch (ClosedChannelException _) {
          // An interrupt of any thread that reads closes the channel.
          isInterrupted |= Thread.interrupted();
          reopen(used);
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "it cannot be read at byte %d: %s".formatted(offset, e.getMessage()), e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void read(FileChannel from, long offset, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (from.read(into, offset + into.position()) < 0) {
        throw new EOFException("it ends there");
      }
    }
  }

  private synchronized void reopen(FileChannel closed) throws IOException {
    if (closed.equals(channel)) {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
