package io.trueup.listener.engine.git;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/**
 * Reads objects until its thread is interrupted: a walk through history or trees, which JGit cannot
 * cancel, ends at the next object. Not thread-safe.
 */
final class InterruptibleReader extends ObjectReader.Filter {

  private final ObjectReader reader;

  private InterruptibleReader(ObjectReader reader) {
    this.reader = reader;
  }

  /** A reader of all objects of a repository. */
  static ObjectReader of(Repository repository) {
    return new InterruptibleReader(repository.newObjectReader());
  }

  @Override
  protected ObjectReader delegate() {
    return reader;
  }

  @Override
  public ObjectReader newReader() {
    return new InterruptibleReader(reader.newReader());
  }

  @Override
  public ObjectLoader open(AnyObjectId id) throws IOException {
    requireNotInterrupted();
    return reader.open(id);
  }

  @Override
  public ObjectLoader open(AnyObjectId id, int typeHint) throws IOException {
    requireNotInterrupted();
    return reader.open(id, typeHint);
  }

  @Override
  public long getObjectSize(AnyObjectId id, int typeHint) throws IOException {
    requireNotInterrupted();
    return reader.getObjectSize(id, typeHint);
  }

  private static void requireNotInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("The reading was abandoned");
    }
  }
}
