package io.trueup.listener.engine.versions;

import io.trueup.listener.engine.versions.VersionManifest.Item;
import io.trueup.model.fingerprint.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * A file that arrives, beside its place. What arrived before an interruption is kept and counts,
 * but is digested again. Not thread-safe; the folder's import has it alone.
 */
final class StagedFile implements AutoCloseable {

  private static final int BUFFER = 1 << 18;

  private final Item item;
  private final Path path;
  private final FileChannel channel;
  private final byte[] buffer = new byte[BUFFER];
  private MessageDigest digest = Sha256.start();
  private long size;

  private StagedFile(Item item, Path path) throws IOException {
    this.item = item;
    this.path = path;
    this.channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  static StagedFile open(Path folder, Item item) throws IOException {
    var staged = new StagedFile(item, place(folder, item));
    try {
      staged.digestKnown();
      return staged;
    } catch (IOException | RuntimeException e) {
      staged.close();
      throw e;
    }
  }

  static Path place(Path folder, Item item) {
    return folder.resolve(item.name().text() + VersionDraft.UNFINISHED);
  }

  private void digestKnown() throws IOException {
    if (channel.size() > item.bytes()) {
      restart();
    }
    for (var bytes = ByteBuffer.wrap(buffer); channel.read(bytes, size) > 0; bytes.clear()) {
      digest.update(buffer, 0, bytes.position());
      size += bytes.position();
    }
  }

  private void restart() throws IOException {
    channel.truncate(0);
    digest = Sha256.start();
    size = 0;
  }

  /** How many of its bytes are there. */
  long size() {
    return size;
  }

  boolean isComplete() {
    return size == item.bytes();
  }

  /**
   * Takes the rest of the file, and not a byte more.
   *
   * @param content from the first missing byte on
   * @param arrived told of every further number of bytes
   * @throws IOException when the content ends early or cannot be read, or the disk fails; what
   *     arrived is kept
   */
  void receive(InputStream content, LongConsumer arrived) throws IOException {
    while (!isComplete()) {
      var count = content.read(buffer, 0, (int) Math.min(buffer.length, item.bytes() - size));
      if (count < 0) {
        throw new IOException(
            "The content of file %s ends after %d of %d bytes"
                .formatted(item.id().substring(0, 8), size, item.bytes()));
      }
      var bytes = ByteBuffer.wrap(buffer, 0, count);
      while (bytes.hasRemaining()) {
        channel.write(bytes, size + bytes.position());
      }
      digest.update(buffer, 0, count);
      size += count;
      arrived.accept(count);
    }
  }

  /**
   * Compares the whole file's digest with its id and puts the file onto the disk.
   *
   * @throws VersionRefusedException when it has another digest; it is removed then
   */
  void finish() throws IOException {
    var found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(item.id())) {
      channel.close();
      Files.deleteIfExists(path);
      throw new VersionRefusedException(
          "File %s arrived with another content, of digest %s. Nothing of it is kept; take it again, and if that repeats, from another place"
              .formatted(item.id(), found.substring(0, 8)));
    }
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
