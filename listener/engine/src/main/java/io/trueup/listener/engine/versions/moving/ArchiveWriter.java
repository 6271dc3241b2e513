package io.trueup.listener.engine.versions.moving;

import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Writes a version into one stream: a head with its manifest and with which of the files follow,
 * then the content of these files, in the order of the manifest and nothing between them. No names
 * are in it, and all of it is compressed. Not thread-safe.
 */
public final class ArchiveWriter implements AutoCloseable {

  private final DataOutputStream out;

  /**
   * Begins an archive.
   *
   * @param included the ids of the files that follow; the receiver needs to have the others
   */
  public ArchiveWriter(
      OutputStream out, ContentCoding coding, VersionManifest manifest, Set<String> included)
      throws IOException {
    this.out = new DataOutputStream(coding.encode(out));
    new ArchiveHead(manifest, included).write(this.out);
  }

  /**
   * Adds the next file that follows.
   *
   * @param content exactly the bytes of the file; not closed
   * @param written told of every further number of bytes
   */
  public void add(Item item, InputStream content, LongConsumer written) throws IOException {
    var copied =
        content.transferTo(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                out.write(value);
                written.accept(1);
              }

              @Override
              public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
                written.accept(count);
              }
            });
    if (copied != item.bytes()) {
      throw new IOException(
          "The content of file %s has %d bytes, and not %d"
              .formatted(item.id().substring(0, 8), copied, item.bytes()));
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
