package io.trueup.listener.engine.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

/**
 * The limits of a pack from a remote. A pack of some kilobytes may claim billions of objects, or
 * chain deltas that each double their base; it is refused before memory is allocated for it.
 *
 * @param objects of a pack, at most
 * @param objectBytes of one object, whole or made by a delta, which is held in memory at once
 * @param packBytes of a pack, at most
 */
record PackLimits(long objects, long objectBytes, long packBytes) {

  private static final long MOST_OBJECTS = 20_000_000;
  private static final long LARGEST_OBJECT = 256L << 20;
  private static final long LARGEST_PACK = 16L << 30;
  private static final int PART_OF_THE_HEAP = 8;

  /** The limits of this process: an object takes at most an eighth of its heap. */
  static PackLimits ofProcess() {
    return new PackLimits(
        MOST_OBJECTS,
        Math.min(LARGEST_OBJECT, Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP),
        LARGEST_PACK);
  }

  /** A pack exceeds a limit. */
  static final class TooLarge extends IOException {

    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }

  /** Makes an inserter's pack parsers keep to the limits. */
  ObjectInserter guard(ObjectInserter inserter) {
    return new ObjectInserter.Filter() {
      @Override
      protected ObjectInserter delegate() {
        return inserter;
      }

      @Override
      public PackParser newPackParser(InputStream in) throws IOException {
        var parser = delegate().newPackParser(new Guarded(in));
        parser.setMaxObjectSizeLimit(objectBytes);
        return parser;
      }
    };
  }

  /** Counts the bytes read, and checks the pack's number of objects. */
  private final class Guarded extends FilterInputStream {

    private static final int COUNT_FROM = 8;
    private static final int COUNT_TO = 12;

    private long read;
    private long count;

    Guarded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var value = super.read();
      if (value >= 0) {
        pass((byte) value);
      }
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var got = super.read(buffer, offset, length);
      for (var i = 0; i < got && read < COUNT_TO; i++) {
        pass(buffer[offset + i]);
        if (read == COUNT_TO) {
          read += got - i - 1L;
          requireSize();
          return got;
        }
      }
      if (got > 0 && read >= COUNT_TO) {
        read += got;
        requireSize();
      }
      return got;
    }

    private void pass(byte value) throws IOException {
      if (read >= COUNT_FROM && read < COUNT_TO) {
        count = count << 8 | (value & 0xff);
      }
      read++;
      if (read == COUNT_TO && count > objects) {
        throw new TooLarge(
            "it sends a pack of %,d objects, and at most %,d are allowed"
                .formatted(count, objects));
      }
      requireSize();
    }

    private void requireSize() throws IOException {
      if (read > packBytes) {
        throw new TooLarge("it sends a pack of more than %,d bytes".formatted(packBytes));
      }
    }
  }
}
