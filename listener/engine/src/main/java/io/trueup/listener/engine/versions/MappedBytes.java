package io.trueup.listener.engine.versions;

import io.trueup.model.stored.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that is mapped into memory for as long as it is used, so that all processes of a machine
 * share its pages. Bytes are copied out before they are looked at: if another program cuts the file
 * under its readers, the copy fails and not what was made of it. (A checksum of the mapped bytes
 * themselves would stop the Java VM.) Thread-safe.
 */
final class MappedBytes implements BlockSource {

  private static final int WINDOW_BITS = 30;
  private static final int WINDOW = 1 << WINDOW_BITS;

  private final long size;
  private final ByteBuffer[] windows;

  private MappedBytes(long size, ByteBuffer[] windows) {
    this.size = size;
    this.windows = windows;
  }

  /**
   * Maps a file, which is closed at once; the mapping ends when it is no longer used.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   * @throws IllegalArgumentException when it is a folder or a pipe, which would make us wait
   * @throws IOException when it cannot be mapped now
   */
  static MappedBytes open(Path file) throws IOException {
    requireRegular(file);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var size = channel.size();
      var windows = new ByteBuffer[Math.toIntExact((size + WINDOW - 1) >> WINDOW_BITS)];
      for (var i = 0; i < windows.length; i++) {
        var from = (long) i << WINDOW_BITS;
        windows[i] =
            channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(WINDOW, size - from));
      }
      return new MappedBytes(size, windows);
    } catch (UnsupportedOperationException | OutOfMemoryError e) {
      throw new IOException("the file system or the address space does not allow mapping it", e);
    }
  }

  static void requireRegular(Path file) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw new IllegalArgumentException("it is no regular file");
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void copy(long offset, byte[] into, int length) {
    if (offset < 0 || offset > size - length) {
      throw new IllegalArgumentException("it ends before byte %d".formatted(offset + length));
    }
    try {
      for (var done = 0; done < length; ) {
        var window = windows[(int) ((offset + done) >> WINDOW_BITS)];
        var start = (int) (offset + done) & (WINDOW - 1);
        var count = Math.min(length - done, window.capacity() - start);
        window.get(start, into, done, count);
        done += count;
      }
      reportFault();
    } catch (InternalError e) {
      // The virtual machine reports a page that is no longer in the file in this way.
      throw new IllegalArgumentException(
          "it was cut or its device fails at byte %d".formatted(offset), e);
    }
  }

  /**
   * Throws the error of a copy that failed just now. Compiled code reports it only when it next
   * calls the virtual machine, which would be after our caller has gone on.
   */
  private void reportFault() {
    Thread.holdsLock(this);
  }
}
