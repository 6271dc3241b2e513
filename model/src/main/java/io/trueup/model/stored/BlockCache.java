package io.trueup.model.stored;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What was read from blocks lately, bounded in number: a block whose place in the cache another one
 * takes is read again when it is needed. Lock-free; shared by all files of a process.
 */
public final class BlockCache {

  /** All values of a block that were decoded take some 20 kB. */
  private static final int MOST_FOR_A_HEAP = 2048;

  private static final long BYTES_FOR_EACH = 1 << 20;

  private final AtomicReferenceArray<@Nullable Cached> slots;
  private final SharedParts parts = new SharedParts();

  private record Cached(StoredFile file, long offset, Object content) {}

  /**
   * An empty cache.
   *
   * @param blocks about how many blocks it keeps; a block takes some kilobytes
   */
  public BlockCache(int blocks) {
    this.slots = new AtomicReferenceArray<>(Math.max(16, Integer.highestOneBit(blocks)));
  }

  /**
   * An empty cache whose size suits a heap: some two percent of it, and at most some 40 MB.
   *
   * @param bytes the heap's limit
   */
  public static BlockCache forHeap(long bytes) {
    return new BlockCache((int) Math.min(MOST_FOR_A_HEAP, bytes / BYTES_FOR_EACH));
  }

  /** The places of shared values in memory. */
  SharedParts parts() {
    return parts;
  }

  @Nullable Object find(StoredFile file, long offset) {
    var found = slots.get(slot(file, offset));
    return found != null && found.offset == offset && found.file == file ? found.content : null;
  }

  void put(StoredFile file, long offset, Object content) {
    if (file.isForgotten()) {
      return;
    }
    slots.set(slot(file, offset), new Cached(file, offset, content));
  }

  /**
   * Lets go of a file that has been removed, and caches nothing of it any more: what is cached
   * keeps it open, and so its space on the disk taken.
   */
  public void forget(StoredFile file) {
    file.forget();
    release(file);
  }

  /** Lets go of what was read from a file that is not in use; it may be used again. */
  public void release(StoredFile file) {
    for (var i = 0; i < slots.length(); i++) {
      var found = slots.get(i);
      if (found != null && found.file == file) {
        slots.compareAndSet(i, found, null);
      }
    }
  }

  private int slot(StoredFile file, long offset) {
    var mixed = (offset + System.identityHashCode(file)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 33) & (slots.length() - 1);
  }
}
