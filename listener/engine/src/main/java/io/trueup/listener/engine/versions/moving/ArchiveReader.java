package io.trueup.listener.engine.versions.moving;

import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.versions.VersionImport;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import io.trueup.listener.engine.versions.VersionRefusedException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads an archive from a stream that need not be trusted: memory is bounded, no more is read than
 * its manifest says, and content that was compressed beyond all measure is refused. Not
 * thread-safe.
 */
public final class ArchiveReader implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final DataInputStream in;
  private final ArchiveHead head;

  private ArchiveReader(DataInputStream in, ArchiveHead head) {
    this.in = in;
    this.head = head;
  }

  /**
   * Reads the head of an archive; closing the reader closes the stream.
   *
   * @throws VersionRefusedException when it is none
   * @throws IOException when the stream fails or ends early
   */
  public static ArchiveReader open(InputStream stream) throws IOException {
    var counted = new CountedInput(new BufferedInputStream(stream, BUFFER));
    try {
      var decoded = coding(counted).decode(counted);
      var in =
          new DataInputStream(new BufferedInputStream(new MeasuredInput(decoded, counted), BUFFER));
      return new ArchiveReader(in, ArchiveHead.read(in));
    } catch (IllegalArgumentException e) {
      throw new VersionRefusedException(
          "This is no archive of a version: %s".formatted(e.getMessage()));
    } catch (EOFException e) {
      throw new IOException("the archive ends early", e);
    }
  }

  private static ContentCoding coding(InputStream in) throws IOException {
    in.mark(Integer.BYTES);
    var magic = new DataInputStream(in).readInt();
    in.reset();
    var coding =
        magic == 0x28B52FFD
            ? ContentCoding.ZSTD
            : magic >>> 16 == 0x1F8B ? ContentCoding.GZIP : ContentCoding.IDENTITY;
    if (!coding.isAvailable()) {
      throw new VersionRefusedException(
          "This process cannot read zstd, for example because the folder for temporary files allows no code. Name another one with TRUEUP_JAVA_OPTS=-Djava.io.tmpdir=FOLDER");
    }
    return coding;
  }

  public VersionManifest manifest() {
    return head.manifest();
  }

  /**
   * Passes the files on that an import misses, and publishes it.
   *
   * @param arrived told of every further number of bytes
   * @throws VersionRefusedException when the archive lacks files, or is not what its manifest says;
   *     the folder is as it was
   * @throws IOException when the archive breaks off or the disk fails; versions are as they were
   */
  public void into(VersionImport version, LongConsumer arrived) throws IOException {
    requireEnough(version);
    try {
      receive(version, arrived);
    } catch (VersionRefusedException e) {
      version.discard();
      throw e;
    }
    version.publish();
  }

  private void receive(VersionImport version, LongConsumer arrived) throws IOException {
    var missing = new HashSet<>(version.missing());
    for (var item : head.items()) {
      var part = new PartInput(in, item.bytes());
      if (missing.contains(item)) {
        version.receive(item, from -> from(part, from), arrived);
      }
      part.skipNBytes(part.left);
    }
    if (in.read() >= 0) {
      throw new VersionRefusedException(
          "The archive goes on after the last file of its manifest. Nothing of it is used; export it again");
    }
  }

  private static InputStream from(InputStream part, long from) throws IOException {
    part.skipNBytes(from);
    return part;
  }

  private void requireEnough(VersionImport version) {
    List<Item> lacking =
        version.missing().stream().filter(it -> !head.included().contains(it.id())).toList();
    if (!lacking.isEmpty()) {
      throw new VersionRefusedException(
          "The archive leaves out %s that the folder lacks too, the first of commit %s. Import an archive of that version first, or export this one without '--since'"
              .formatted(Counts.of(lacking.size(), "file"), lacking.getFirst().commit()));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Counts what is read. */
  private static final class CountedInput extends FilterInputStream {

    private long count;
    private boolean isAtEnd;

    CountedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var value = super.read();
      count += value < 0 ? 0 : 1;
      isAtEnd |= value < 0;
      return value;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      var read = super.read(into, from, length);
      count += Math.max(read, 0);
      isAtEnd |= read < 0;
      return read;
    }
  }

  /** Refuses content that is out of proportion to what it was made of: no version shrinks so. */
  private static final class MeasuredInput extends FilterInputStream {

    private static final long FREE = 16 << 20;
    private static final long MOST_TIMES = 200;

    private final CountedInput compressed;
    private long count;

    MeasuredInput(InputStream in, CountedInput compressed) {
      super(in);
      this.compressed = compressed;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read;
      try {
        read = super.read(into, from, length);
      } catch (IOException e) {
        throw compressed.isAtEnd ? new EOFException("the archive ends early") : e;
      }
      count += Math.max(read, 0);
      if (count > FREE && count / MOST_TIMES > compressed.count) {
        throw new VersionRefusedException(
            "The archive was compressed more than %d times, which no version can be. Nothing of it is used"
                .formatted(MOST_TIMES));
      }
      return read;
    }
  }

  /** A part of a stream, which stays open. */
  private static final class PartInput extends InputStream {

    private final InputStream in;
    private long left;

    PartInput(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      var read = in.read(into, from, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }
  }
}
