package io.trueup.listener.git;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.Deflater;

/** A pack that no git would write. */
final class HandMadePack {

  private static final int BLOB = 3;
  private static final int REF_DELTA = 7;
  private static final int COPY_ALL_OFFSET_AND_SIZE = 0x80 | 0x70;

  private final ByteArrayOutputStream objects = new ByteArrayOutputStream();
  private int count;

  /** Adds a blob; returns its id. */
  String blob(byte[] content) {
    header(BLOB, content.length);
    deflated(content);
    return BlobReader.idOf(content);
  }

  /** Adds a delta that claims sizes, and copies its whole base so many times. */
  HandMadePack delta(String base, long baseSize, long resultSize, int copies) {
    var delta = new ByteArrayOutputStream();
    number(delta, baseSize);
    number(delta, resultSize);
    for (var i = 0; i < copies; i++) {
      delta.write(COPY_ALL_OFFSET_AND_SIZE);
      delta.write((int) baseSize);
      delta.write((int) (baseSize >> 8));
      delta.write((int) (baseSize >> 16));
    }
    header(REF_DELTA, delta.size());
    objects.writeBytes(HexFormat.of().parseHex(base));
    deflated(delta.toByteArray());
    return this;
  }

  /** The pack. */
  byte[] bytes() {
    return bytes(count);
  }

  /** The pack, with a number of objects that it claims. */
  byte[] bytes(int claimed) {
    var pack = new ByteArrayOutputStream();
    pack.writeBytes("PACK".getBytes(StandardCharsets.US_ASCII));
    pack.writeBytes(ByteBuffer.allocate(8).putInt(2).putInt(claimed).array());
    pack.writeBytes(objects.toByteArray());
    pack.writeBytes(sha1(pack.toByteArray()));
    return pack.toByteArray();
  }

  private void header(int type, long size) {
    count++;
    var rest = size >> 4;
    var first = type << 4 | (int) (size & 15);
    objects.write(rest == 0 ? first : first | 0x80);
    if (rest > 0) {
      number(objects, rest);
    }
  }

  private static void number(ByteArrayOutputStream out, long value) {
    var rest = value;
    while (rest > 0x7f) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    out.write((int) rest);
  }

  private void deflated(byte[] content) {
    try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(content);
      deflater.finish();
      var buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        objects.write(buffer, 0, deflater.deflate(buffer));
      }
    }
  }

  private static byte[] sha1(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
