package io.trueup.model.stored;

/**
 * A position in bytes that {@link ByteWriter} wrote. Not thread-safe. All methods throw an {@link
 * IndexOutOfBoundsException} or {@link IllegalArgumentException} for bytes that it cannot have
 * written.
 */
final class ByteCursor {

  private final byte[] bytes;
  private int position;

  ByteCursor(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  int position() {
    return position;
  }

  byte[] array() {
    return bytes;
  }

  void skip(int count) {
    if (count < 0 || count > bytes.length - position) {
      throw new IllegalArgumentException("%d bytes cannot follow".formatted(count));
    }
    position += count;
  }

  byte get() {
    return bytes[position++];
  }

  long number() {
    var value = 0L;
    for (var shift = 0; shift < 70; shift += 7) {
      var next = bytes[position++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("A number is too long");
  }

  long signed() {
    var value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  /** The number of things that follow, each of which takes at least one byte. */
  int count() {
    var count = number();
    if (count < 0 || count > bytes.length - position) {
      throw new IllegalArgumentException("%d values cannot follow".formatted(count));
    }
    return (int) count;
  }

  int smallNumber() {
    return Math.toIntExact(number());
  }

  long whole() {
    var value = 0L;
    for (var i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[position++] & 0xff);
    }
    return value;
  }
}
