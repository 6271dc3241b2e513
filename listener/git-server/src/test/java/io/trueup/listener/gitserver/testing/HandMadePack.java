package io.trueup.listener.gitserver.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.TreeFormatter;

/** A pack that no git would write. */
public final class HandMadePack {

  private static final int REF_DELTA = 7;
  private static final int COPY_ALL_OFFSET_AND_SIZE = 0x80 | 0x70;

  private final ByteArrayOutputStream objects = new ByteArrayOutputStream();
  private int count;

  /** Adds a blob; returns its id. */
  public String blob(byte[] content) {
    return object(Constants.OBJ_BLOB, content);
  }

  /** Adds a blob of zeros, which need not fit into memory. */
  public void zeros(long size) {
    header(Constants.OBJ_BLOB, size);
    try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
      var zeros = new byte[1 << 20];
      var buffer = new byte[1 << 16];
      for (var left = size; left > 0; left -= zeros.length) {
        deflater.setInput(zeros, 0, (int) Math.min(left, zeros.length));
        while (!deflater.needsInput()) {
          objects.write(buffer, 0, deflater.deflate(buffer));
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        objects.write(buffer, 0, deflater.deflate(buffer));
      }
    }
  }

  /** Adds a tree of one entry; returns its id. */
  public String tree(FileMode mode, String name, String id) {
    var tree = new TreeFormatter();
    tree.append(name, mode, ObjectId.fromString(id));
    return object(Constants.OBJ_TREE, tree.toByteArray());
  }

  /** Adds a commit of a tree; returns its id. */
  public String commit(String tree) {
    var text =
        "tree %s\nauthor Eve <e@e> 1 +0000\ncommitter Eve <e@e> 1 +0000\n\nHostile\n"
            .formatted(tree);
    return object(Constants.OBJ_COMMIT, text.getBytes(StandardCharsets.UTF_8));
  }

  private String object(int type, byte[] content) {
    header(type, content.length);
    deflated(content);
    return id(type, content);
  }

  private static String id(int type, byte[] content) {
    try (var hash = new ObjectInserter.Formatter()) {
      return hash.idFor(type, content).name();
    }
  }

  /** Adds a delta that claims sizes, and copies its whole base so many times. */
  public HandMadePack delta(String base, long baseSize, long resultSize, int copies) {
    var delta = new ByteArrayOutputStream();
    number(delta, baseSize);
    number(delta, resultSize);
    for (var i = 0; i < copies; i++) {
      copyAll(delta, baseSize);
    }
    header(REF_DELTA, delta.size());
    objects.writeBytes(HexFormat.of().parseHex(base));
    deflated(delta.toByteArray());
    return this;
  }

  /**
   * Adds a blob and deltas, each of which copies the one before and appends a byte.
   *
   * @return the id of what the last one makes
   */
  public String chain(byte[] first, int depth) {
    var content = first;
    var id = blob(content);
    for (var i = 1; i <= depth; i++) {
      var delta = new ByteArrayOutputStream();
      number(delta, content.length);
      number(delta, content.length + 1L);
      copyAll(delta, content.length);
      delta.write(1);
      delta.write(i);
      header(REF_DELTA, delta.size());
      objects.writeBytes(HexFormat.of().parseHex(id));
      deflated(delta.toByteArray());
      content = Arrays.copyOf(content, content.length + 1);
      content[content.length - 1] = (byte) i;
      id = id(Constants.OBJ_BLOB, content);
    }
    return id;
  }

  private static void copyAll(ByteArrayOutputStream delta, long size) {
    delta.write(COPY_ALL_OFFSET_AND_SIZE);
    delta.write((int) size);
    delta.write((int) (size >> 8));
    delta.write((int) (size >> 16));
  }

  /** The pack. */
  public byte[] bytes() {
    return bytes(count);
  }

  /** The pack, with a number of objects that it claims. */
  public byte[] bytes(int claimed) {
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
