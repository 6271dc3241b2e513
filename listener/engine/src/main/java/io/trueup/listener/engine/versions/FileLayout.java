package io.trueup.listener.engine.versions;

import io.trueup.model.stored.BlockFrame;
import io.trueup.model.stored.BlockSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The layout of a version's file: a head with a salt, blocks, and a trailer that says where the
 * description is. A file without its trailer was cut off.
 */
final class FileLayout {

  static final int HEAD = 16;
  static final int TRAILER = 24;

  private static final byte[] BEGIN = "TRUEUPV1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "TRUEUPVE".getBytes(StandardCharsets.US_ASCII);

  private FileLayout() {}

  static byte[] head(long salt) {
    return buffer(HEAD).put(BEGIN).putLong(salt).array();
  }

  static byte[] trailer(long salt, long description) {
    return buffer(TRAILER)
        .put(END)
        .putLong(description)
        .putInt(checksum(salt, description))
        .array();
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(long salt, long description) {
    var checksum = new CRC32C();
    checksum.update(buffer(2 * Long.BYTES).putLong(salt).putLong(description).flip());
    return (int) checksum.getValue();
  }

  /** What is at a file's ends. */
  record Ends(long salt, VersionDescription description) {}

  /**
   * Reads the ends of a file, in constant time.
   *
   * @throws OtherFormatException when another release wrote it
   * @throws IllegalArgumentException when it is no whole version; the message says why
   */
  static Ends read(BlockSource source) {
    if (source.size() < HEAD + TRAILER) {
      throw new IllegalArgumentException("it is cut off");
    }
    checkFormat(source);
    var head = read(source, 0, HEAD, BEGIN, "it is no compiled version");
    var salt = head.getLong();
    var end = read(source, source.size() - TRAILER, TRAILER, END, "it is cut off");
    var description = end.getLong();
    if (checksum(salt, description) != end.getInt()) {
      throw new IllegalArgumentException("the checksum of its end is wrong");
    }
    return new Ends(salt, VersionDescription.read(BlockFrame.read(source, salt, description)));
  }

  /** The last byte of the first eight is a digit, which another format changes. */
  private static void checkFormat(BlockSource source) {
    var bytes = new byte[BEGIN.length];
    source.copy(0, bytes, bytes.length);
    var last = bytes.length - 1;
    if (Arrays.equals(bytes, 0, last, BEGIN, 0, last)
        && bytes[last] != BEGIN[last]
        && bytes[last] >= '0'
        && bytes[last] <= '9') {
      throw new OtherFormatException();
    }
  }

  private static ByteBuffer read(
      BlockSource source, long offset, int length, byte[] magic, String otherwise) {
    var bytes = new byte[length];
    source.copy(offset, bytes, length);
    if (!Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
      throw new IllegalArgumentException(otherwise);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(magic.length);
  }
}
