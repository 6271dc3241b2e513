package io.trueup.model.stored;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The eight bytes before each block: its length and its checksum (CRC-32C, RFC 3720 appendix B.4).
 * The checksum covers the file's salt and the block's place too, so that a block of another file or
 * place is not taken for this one.
 */
public final class BlockFrame {

  /** The bytes of a frame. */
  public static final int BYTES = 2 * Integer.BYTES;

  /** The most bytes of a block; a longer one cannot have been written. */
  static final int MOST_BYTES = 1 << 30;

  /** A longer block is checked in pieces before it is read as a whole. */
  private static final int PIECE = 1 << 20;

  private BlockFrame() {}

  /** The frame of a block at an offset. */
  public static byte[] of(long salt, long offset, byte[] content, int length) {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length)
        .putInt(checksum(salt, offset, content, length))
        .array();
  }

  /**
   * Reads a block and checks it.
   *
   * @throws IllegalArgumentException when it is damaged; the message says how
   */
  public static byte[] read(BlockSource source, long salt, long offset) {
    if (offset < 0 || offset > source.size() - BYTES) {
      throw new IllegalArgumentException("it ends before the block at byte %d".formatted(offset));
    }
    var frame = new byte[BYTES];
    source.copy(offset, frame, BYTES);
    var fields = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    var length = fields.getInt();
    if (length < 0 || length > MOST_BYTES || length > source.size() - BYTES - offset) {
      throw new IllegalArgumentException(
          "the block at byte %d has an impossible length".formatted(offset));
    }
    var expected = fields.getInt();
    if (length > PIECE) {
      // A wrong length would take memory that there may not be.
      require(expected, inPieces(source, salt, offset, length), offset);
    }
    var content = new byte[length];
    source.copy(offset + BYTES, content, length);
    require(expected, checksum(salt, offset, content, length), offset);
    return content;
  }

  private static void require(int expected, int found, long offset) {
    if (expected != found) {
      throw new IllegalArgumentException(
          "the checksum of the block at byte %d is wrong".formatted(offset));
    }
  }

  private static int inPieces(BlockSource source, long salt, long offset, int length) {
    var checksum = begun(salt, offset, length);
    var piece = new byte[PIECE];
    for (var done = 0; done < length; done += PIECE) {
      var count = Math.min(PIECE, length - done);
      source.copy(offset + BYTES + done, piece, count);
      checksum.update(piece, 0, count);
    }
    return (int) checksum.getValue();
  }

  private static int checksum(long salt, long offset, byte[] content, int length) {
    var checksum = begun(salt, offset, length);
    checksum.update(content, 0, length);
    return (int) checksum.getValue();
  }

  private static CRC32C begun(long salt, long offset, int length) {
    var checksum = new CRC32C();
    checksum.update(
        ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
            .putLong(salt)
            .putLong(offset)
            .putInt(length)
            .flip());
    return checksum;
  }
}
