package io.trueup.listener.engine.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;

/** Reads the contents of files from a repository. Not thread-safe: each thread needs its own. */
public final class BlobReader implements AutoCloseable {

  private final ObjectReader reader;
  private final ReadRunner asker;
  private final BiFunction<String, IOException, GitException> damaged;

  /** Runs the readings. */
  interface ReadRunner {
    <T> T ask(String action, Callable<T> question) throws IOException;
  }

  /**
   * Reads by an asker.
   *
   * @param asker runs one reading after another
   * @param damaged makes the exception of a reading that fails
   */
  BlobReader(
      ObjectReader reader,
      ReadRunner asker,
      BiFunction<String, IOException, GitException> damaged) {
    this.reader = reader;
    this.asker = asker;
    this.damaged = damaged;
  }

  /** Reads on the caller's thread. */
  BlobReader(ObjectReader reader, BiFunction<String, IOException, GitException> damaged) {
    this(reader, new CallersThread(), damaged);
  }

  private static final class CallersThread implements ReadRunner {
    @Override
    public <T> T ask(String action, Callable<T> question) throws IOException {
      try {
        return question.call();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("Cannot " + action, e);
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
    var action = "read the file content " + id;
    try {
      return asker.ask(action, () -> content(id, maxBytes));
    } catch (IOException e) {
      throw damaged.apply(action, e);
    }
  }

  /**
   * The contents of the first of several files, in their order: of at least one, and of as many as
   * follow until they have enough bytes together. Much faster than reading each alone where another
   * thread reads.
   *
   * @throws GitException REFUSED, when one is longer than {@code maxBytes}
   */
  public List<byte[]> read(List<String> ids, int maxBytes, int enough) {
    var action = "read the file content %s and those that follow".formatted(ids.getFirst());
    try {
      return asker.ask(
          action,
          () -> {
            var contents = new ArrayList<byte[]>(ids.size());
            var bytes = 0L;
            for (var i = 0; i < ids.size() && bytes < enough; i++) {
              var content = content(ids.get(i), maxBytes);
              contents.add(content);
              bytes += content.length;
            }
            return contents;
          });
    } catch (IOException e) {
      throw damaged.apply(action, e);
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

  /** The id that git gives a content, whether a repository holds it or not. */
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
