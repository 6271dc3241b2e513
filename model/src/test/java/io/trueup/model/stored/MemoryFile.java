package io.trueup.model.stored;

import java.util.Arrays;
import java.util.List;

/** A file of blocks in memory, which is written once. */
public final class MemoryFile implements BlockSource, BlockSink {

  private final long salt;
  private final StoredFile file;
  private byte[] bytes = new byte[1 << 12];
  private int length;

  /** An empty file, which can be read as soon as it is written. */
  public MemoryFile(long salt, StoredForm form, BlockCache cache) {
    this.salt = salt;
    this.file = new StoredFile(this, salt, form, cache, List.of());
  }

  /** The file as a reader sees it. */
  public StoredFile file() {
    return file;
  }

  /** A copy of its bytes. */
  public synchronized byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public synchronized long size() {
    return length;
  }

  @Override
  public synchronized void copy(long offset, byte[] into, int count) {
    System.arraycopy(bytes, Math.toIntExact(offset), into, 0, count);
  }

  @Override
  public synchronized long append(byte[] content, int count) {
    var offset = length;
    add(BlockFrame.of(salt, offset, content, count), BlockFrame.BYTES);
    add(content, count);
    return offset;
  }

  private void add(byte[] added, int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
    System.arraycopy(added, 0, bytes, length, count);
    length += count;
  }
}
