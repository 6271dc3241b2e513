package io.trueup.listener.engine.versions;

import io.trueup.model.stored.BlockSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is mapped into memory for as long as it is used, so that all processes of a machine
 * share its pages. Bytes are copied out before they are looked at: if another program cuts the file
 * under its readers, the copy fails and not what was made of it. Thread-safe.
 */
final class MappedBytes implements BlockSource {

  private final MemorySegment bytes;

  private MappedBytes(MemorySegment bytes) {
    this.bytes = bytes;
  }

  static MappedBytes open(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new MappedBytes(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (UnsupportedOperationException | OutOfMemoryError e) {
      throw new IOException("the file system or the address space does not allow mapping it", e);
    }
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public void copy(long offset, byte[] into, int length) {
    if (offset < 0 || offset > size() - length) {
      throw new IllegalArgumentException("it ends before byte %d".formatted(offset + length));
    }
    try {
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, into, 0, length);
    } catch (InternalError e) {
      // The Java VM reports a page that is no longer in the file in this way.
      throw new IllegalArgumentException(
          "it was cut or its device fails at byte %d".formatted(offset), e);
    }
  }
}
