package io.trueup.model.stored;

import java.util.Arrays;
import java.util.List;

/** A file of blocks in memory, which is written once. */
public final class MemoryFile implements BlockSource, BlockSink {

  private final long salt;
  private final StoredFile file;
  private byte[] bytes;
  private int length;
  private int copies;

  /** An empty file, which can be read as soon as it is written. */
  public MemoryFile(long salt, StoredForm form, BlockCache cache) {
    this(new byte[0], salt, form, cache, List.of());
  }

  /**
   * A file of bytes that another one has had.
   *
   * @param older the files that it refers to, in their order
   */
  public MemoryFile(
      byte[] bytes, long salt, StoredForm form, BlockCache cache, List<StoredFile> older) {
    this.bytes = bytes.clone();
    this.length = bytes.length;
    this.salt = salt;
    this.file = new StoredFile(this, salt, form, cache, older);
  }

  /** The file as a reader sees it. */
  public StoredFile file() {
    return file;
  }

  /** A copy of its bytes. */
  public synchronized byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** How often bytes were read from it. */
  public synchronized int copies() {
    return copies;
  }

  @Override
  public synchronized long size() {
    return length;
  }

  @Override
  public synchronized void copy(long offset, byte[] into, int count) {
    copies++;
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
