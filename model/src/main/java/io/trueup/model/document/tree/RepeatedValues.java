package io.trueup.model.document.tree;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of the mappings that a model's files repeat byte by byte, with what was made of
 * them, so that a list of columns that a thousand datasets share is read once. A value is kept only
 * when it is seen for the second time, so that files without repetitions cost little more than
 * before. Thread-safe and lock-free; may be kept for as long as documents are read.
 */
public final class RepeatedValues {

  /** A shorter value is read as fast as it is found. */
  static final int SHORTEST = 64;

  /** A longer value hardly ever repeats. */
  static final int LONGEST = 16 << 10;

  private static final int WAYS = 4;
  private static final int SETS = 1 << 12;
  private static final int SEEN = 1 << 16;
  private static final long MOST_BYTES = 16L << 20;

  private final AtomicReferenceArray<@Nullable Known> values =
      new AtomicReferenceArray<>(SETS * WAYS);

  /** Hashes of values that were seen at least once. */
  private final AtomicIntegerArray seen = new AtomicIntegerArray(SEEN);

  /** One bit for each step of lengths that values here have. */
  private final AtomicLong steps = new AtomicLong();

  private final AtomicLong bytes = new AtomicLong();

  /** A value with what was made of it. */
  static final class Known {

    private final byte[] text;
    private final int context;
    private final Extent extent;
    private final Object made;

    /**
     * A value.
     *
     * @param text as written
     * @param context what else its meaning depends on
     */
    Known(byte[] text, int context, Extent extent, Object made) {
      this.text = text;
      this.context = context;
      this.extent = extent;
      this.made = made;
    }

    int length() {
      return text.length;
    }

    Extent extent() {
      return extent;
    }

    Object made() {
      return made;
    }

    boolean isAt(byte[] bytes, int start, int other) {
      return context == other
          && bytes.length - start >= text.length
          && Arrays.equals(text, 0, text.length, bytes, start, start + text.length);
    }
  }

  /**
   * How a reader's place changes over a value.
   *
   * @param values that count against the limits
   * @param lines the number of line breaks
   * @param lineStart of the last line: from the value's start, or without line breaks by how much
   *     it moves
   * @param firstLine from the value's start to the mapping's first entry
   * @param column of the mapping; only where it does not depend on the value's place
   */
  record Extent(int values, int lines, int lineStart, int firstLine, int column) {}

  /** The steps of lengths in use, as bits. */
  long steps() {
    return steps.get();
  }

  /** The value that begins at a place, found by the hash of as many of its bytes as a step has. */
  @Nullable Known find(long hash, byte[] text, int start, int context) {
    var set = set(hash);
    for (var i = set; i < set + WAYS; i++) {
      var known = values.getAcquire(i);
      if (known != null && known.isAt(text, start, context)) {
        return known;
      }
    }
    return null;
  }

  /** Whether a value with a hash was seen before; remembers that it is seen now. */
  boolean isSeen(long hash) {
    var slot = (int) (hash >>> 32) & (SEEN - 1);
    return seen.getAndSet(slot, (int) hash | 1) == ((int) hash | 1);
  }

  /** Keeps a value, unless the cache is full of others. */
  void keep(long hash, int step, Known known) {
    var set = set(hash);
    var last = values.getAcquire(set + WAYS - 1);
    var grown = known.length() - (last == null ? 0 : last.length());
    if (bytes.get() + grown > MOST_BYTES) {
      return;
    }
    @Nullable Known evicted = known;
    for (var i = set; i < set + WAYS && evicted != null; i++) {
      evicted = values.getAndSet(i, evicted);
    }
    bytes.addAndGet(known.length() - (evicted == null ? 0 : evicted.length()));
    steps.updateAndGet(it -> it | 1L << step);
  }

  private static int set(long hash) {
    return ((int) (hash >>> 40) & (SETS - 1)) * WAYS;
  }
}
