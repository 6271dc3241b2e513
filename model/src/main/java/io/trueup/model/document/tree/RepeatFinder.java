package io.trueup.model.document.tree;

import io.trueup.model.document.tree.RepeatedValues.Extent;
import io.trueup.model.document.tree.RepeatedValues.Known;
import io.trueup.model.document.tree.Tree.Entry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of one file that other places repeat. A value's end is not known before it is
 * read, so it is found by the hash of its first bytes, as many as a step has: steps grow by at most
 * a quarter, so that the hash covers at least four fifths of a value. Not thread-safe.
 */
final class RepeatFinder {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int[] STEPS = steps();

  private final byte[] bytes;
  private final RepeatedValues known;

  /** By step, the hash of the value looked at last. */
  private final long[] hashes = new long[STEPS.length];

  RepeatFinder(byte[] bytes, RepeatedValues known) {
    this.bytes = bytes;
    this.known = known;
  }

  private static int[] steps() {
    var steps = new int[64];
    var count = 0;
    for (var size = RepeatedValues.SHORTEST;
        size <= RepeatedValues.LONGEST;
        size += Integer.highestOneBit(size) / 4) {
      steps[count++] = size;
    }
    return Arrays.copyOf(steps, count);
  }

  /** The longest known value that begins at a place; null when there is none. */
  @Nullable Known find(int start, int context) {
    var used = known.steps();
    if (used == 0) {
      return null;
    }
    var longest = hash(start, 63 - Long.numberOfLeadingZeros(used), bytes.length, context);
    for (var step = longest; step >= 0; step--) {
      if ((used >>> step & 1) != 0) {
        var found = known.find(hashes[step], bytes, start, context);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Computes the hashes of a value up to a step, and returns the last step within the limit. */
  private int hash(int start, int lastStep, int limit, int context) {
    var hash = (context + 1) * 0x9E3779B97F4A7C15L;
    var at = start;
    for (var step = 0; step <= lastStep; step++) {
      var to = start + STEPS[step];
      if (to > limit) {
        return step - 1;
      }
      for (; at < to; at += Long.BYTES) {
        hash = (hash ^ (long) LONG.get(bytes, at)) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 32;
      }
      hashes[step] = hash * 0xD6E8FEB86659FD93L;
    }
    return lastStep;
  }

  /**
   * The entries of a value that was read: themselves when it is read for the first time, otherwise
   * as ones that keep what is made of them.
   */
  List<Entry> repeated(List<Entry> entries, int start, int end, int context, Extent extent) {
    if (end - start < RepeatedValues.SHORTEST || end - start > RepeatedValues.LONGEST) {
      return entries;
    }
    var step = hash(start, STEPS.length - 1, end, context);
    var hash = hashes[step];
    if (!known.isSeen(hash * (2L * (end - start) + 1))) {
      return entries;
    }
    return RepeatedEntries.read(
        entries,
        made ->
            known.keep(
                hash,
                step,
                new Known(Arrays.copyOfRange(bytes, start, end), context, extent, made)));
  }
}
