package io.trueup.listener.git;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;

/** Reads files' contents from a repository. Not thread-safe: one for each thread. */
public final class BlobReader implements AutoCloseable {

  private final ObjectReader reader;
  private final Asker asker;
  private final BiFunction<String, IOException, GitException> damaged;

  /** Where questions are answered. */
  interface Asker {
    <T> T ask(String deed, Callable<T> question) throws IOException;
  }

  /**
   * Reads nothing yet.
   *
   * @param asker runs one question after the other
   */
  BlobReader(
      ObjectReader reader, Asker asker, BiFunction<String, IOException, GitException> damaged) {
    this.reader = reader;
    this.asker = asker;
    this.damaged = damaged;
  }

  /** Reads on the caller's thread. */
  BlobReader(ObjectReader reader, BiFunction<String, IOException, GitException> damaged) {
    this(reader, new HereAndNow(), damaged);
  }

  private static final class HereAndNow implements Asker {
    @Override
    public <T> T ask(String deed, Callable<T> question) throws IOException {
      try {
        return question.call();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("Cannot " + deed, e);
      }
    }
  }

  /**
   * The content of a file.
   *
   * @param id as {@link TreeEntry.ModelFile#blob} gives it
   * @throws GitException REFUSED, when it is longer than {@code maxBytes}
   */
  public byte[] read(String id, int maxBytes) {
    var deed = "read the file content " + id;
    try {
      return asker.ask(deed, () -> content(id, maxBytes));
    } catch (IOException e) {
      throw damaged.apply(deed, e);
    }
  }

  private byte[] content(String id, int maxBytes) throws IOException {
    var loader = reader.open(ObjectId.fromString(id), Constants.OBJ_BLOB);
    if (loader.getSize() > maxBytes) {
      throw GitException.refused(
          "Cannot read the file content %s: it has %d bytes, and %d are allowed"
              .formatted(id, loader.getSize(), maxBytes));
    }
    return loader.getCachedBytes(maxBytes);
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
