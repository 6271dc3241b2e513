package io.trueup.model.document.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Decodes the texts of one file, and usually gives the same object for equal short texts, because a
 * file repeats a few names and types very often. Not thread-safe.
 */
final class TextDecoder {

  private static final int LONGEST_SHARED = 32;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;

  /** The index of the first occurrence of each slot's text. */
  private final int[] starts;

  private final String[] texts;

  /** By how much a hash is shifted to make the number of a slot. */
  private final int shift;

  TextDecoder(byte[] bytes) {
    this.bytes = bytes;
    var bits = Math.clamp(32 - Integer.numberOfLeadingZeros(bytes.length / 32), 6, 12);
    this.starts = new int[1 << bits];
    this.texts = new String[1 << bits];
    this.shift = 64 - bits;
  }

  /** The text of bytes that are all ASCII. */
  String ascii(int start, int end) {
    var length = end - start;
    if (length > LONGEST_SHARED) {
      return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }
    var slot = (int) (hash(start, end) >>> shift);
    var known = texts[slot];
    if (known != null && known.length() == length && isSame(starts[slot], start, length)) {
      return known;
    }
    var text = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    texts[slot] = text;
    starts[slot] = start;
    return text;
  }

  /** The text of bytes that are valid UTF-8. */
  String utf8(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** Faster for texts of a few bytes than {@link java.util.Arrays#equals}. */
  private boolean isSame(int one, int other, int length) {
    var at = 0;
    for (; length - at >= Long.BYTES; at += Long.BYTES) {
      if ((long) LONG.get(bytes, one + at) != (long) LONG.get(bytes, other + at)) {
        return false;
      }
    }
    return at == length || word(one + at, one + length) == word(other + at, other + length);
  }

  private long hash(int start, int end) {
    var hash = (long) (end - start);
    var at = start;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      hash = mixed(hash, (long) LONG.get(bytes, at));
    }
    return at == end ? hash : mixed(hash, word(at, end));
  }

  /** Less than eight bytes as a number, without reading beyond the file. */
  private long word(int start, int end) {
    if (start + Long.BYTES <= bytes.length) {
      return (long) LONG.get(bytes, start) & (-1L >>> (64 - (end - start) * Byte.SIZE));
    }
    var word = 0L;
    for (var at = end - 1; at >= start; at--) {
      word = word << Byte.SIZE | (bytes[at] & 0xFF);
    }
    return word;
  }

  private static long mixed(long hash, long word) {
    var product = (hash ^ word) * 0x9E3779B97F4A7C15L;
    return product ^ (product >>> 32);
  }
}
