package io.trueup.listener.engine.git;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The first bytes that a git server sends in a conversation: its capabilities and first refs. JGit
 * does not expose them, and reports a server with another object format only as a broken
 * conversation.
 */
final class ServerAdvertisement {

  private static final int KEPT = 16 * 1024;
  private static final int LENGTH_DIGITS = 4;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final String SHA_256 = "object-format=sha256";
  private static final Pattern REF_BY_SHA_256 = Pattern.compile("[0-9a-f]{64} .*", Pattern.DOTALL);

  private final byte[] kept = new byte[KEPT];
  private int length;

  /** Records the first bytes that are read from a stream, instead of those of earlier streams. */
  InputStream recording(InputStream stream) {
    length = 0;
    return new FilterInputStream(stream) {
      @Override
      public int read() throws IOException {
        var value = super.read();
        if (value >= 0) {
          keep(new byte[] {(byte) value}, 0, 1);
        }
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int size) throws IOException {
        var count = super.read(buffer, offset, size);
        if (count > 0) {
          keep(buffer, offset, count);
        }
        return count;
      }
    };
  }

  /** Whether the server announced SHA-256 object ids. */
  boolean isOfSha256() {
    return isOfSha256(Arrays.copyOf(kept, length));
  }

  /** Whether an advertisement, which may be cut off anywhere, announces SHA-256 object ids. */
  static boolean isOfSha256(byte[] advertisement) {
    var text = new String(unzipped(advertisement), StandardCharsets.ISO_8859_1);
    var at = 0;
    while (at + LENGTH_DIGITS <= text.length()) {
      var size = size(text.substring(at, at + LENGTH_DIGITS));
      if (size < 0) {
        return false;
      }
      var end = Math.min(text.length(), at + Math.max(LENGTH_DIGITS, size));
      if (saysSha256(text.substring(at + LENGTH_DIGITS, end))) {
        return true;
      }
      at = end;
    }
    return false;
  }

  /** The size of a packet with these digits; -1 when they are none. */
  private static int size(String digits) {
    try {
      return Integer.parseUnsignedInt(digits, 16);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private static boolean saysSha256(String packet) {
    var line = packet.strip();
    if (line.equals(SHA_256) || REF_BY_SHA_256.matcher(line).matches()) {
      return true;
    }
    // The second protocol has a line for each capability; before it, they follow the first ref.
    var end = line.indexOf('\0');
    return end >= 0 && List.of(line.substring(end + 1).split(" ")).contains(SHA_256);
  }

  private static byte[] unzipped(byte[] bytes) {
    if (!Arrays.equals(Arrays.copyOf(bytes, GZIP.length), GZIP)) {
      return bytes;
    }
    var unzipped = new byte[KEPT];
    var size = 0;
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      var count = stream.read(unzipped);
      while (count > 0) {
        size += count;
        count = stream.read(unzipped, size, KEPT - size);
      }
    } catch (IOException _) {
      // It was cut off; use what came before.
    }
    return Arrays.copyOf(unzipped, size);
  }

  private void keep(byte[] buffer, int offset, int count) {
    var taken = Math.min(count, KEPT - length);
    System.arraycopy(buffer, offset, kept, length, taken);
    length += taken;
  }
}
