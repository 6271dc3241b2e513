package io.trueup.listener.git;

import java.io.IOException;
import java.util.function.BiFunction;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;

/** Reads files' contents from a repository. Not thread-safe: one for each thread. */
public final class BlobReader implements AutoCloseable {

  private final ObjectReader reader;
  private final BiFunction<String, IOException, GitException> damaged;

  BlobReader(ObjectReader reader, BiFunction<String, IOException, GitException> damaged) {
    this.reader = reader;
    this.damaged = damaged;
  }

  /**
   * The content of a file.
   *
   * @param id as {@link TreeEntry.ModelFile#blob} gives it
   * @throws GitException REFUSED, when it is longer than {@code maxBytes}
   */
  public byte[] read(String id, int maxBytes) {
    try {
      var loader = reader.open(ObjectId.fromString(id), Constants.OBJ_BLOB);
      if (loader.getSize() > maxBytes) {
        throw GitException.refused(
            "Cannot read the file content %s: it has %d bytes, and %d are allowed"
                .formatted(id, loader.getSize(), maxBytes));
      }
      return loader.getCachedBytes(maxBytes);
    } catch (IOException e) {
      throw damaged.apply("read the file content " + id, e);
    }
  }

  /** The id that git gives to a content, whether any repository holds it or not. */
  public static String idOf(byte[] content) {
    try (var hash = new ObjectInserter.Formatter()) {
      return hash.idFor(Constants.OBJ_BLOB, content).name();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
