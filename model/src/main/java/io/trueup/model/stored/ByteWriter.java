package io.trueup.model.stored;

import java.util.Arrays;

/** Bytes that are appended to. Not thread-safe. */
final class ByteWriter {

  private byte[] bytes = new byte[256];
  private int length;

  int length() {
    return length;
  }

  byte[] array() {
    return bytes;
  }

  /** Forgets what was appended after a length. */
  void cut(int shorter) {
    length = shorter;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  void put(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  /** A number that is not negative, seven bits a byte, the lowest first (LEB128). */
  void number(long value) {
    ensure(10);
    var left = value;
    while ((left & ~0x7fL) != 0) {
      bytes[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[length++] = (byte) left;
  }

  /** A number of either sign; small ones are short. */
  void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  void whole(long value) {
    ensure(Long.BYTES);
    for (var shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  void bytes(byte[] source, int from, int count) {
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  void append(ByteWriter other) {
    bytes(other.bytes, 0, other.length);
  }
}
