package io.trueup.listener.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources opened so far, closed in reverse order whatever fails. A resource that is added
 * after the close is closed at once. Safe for any thread.
 */
public final class OpenResources implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private boolean isClosed;

  /** A resource was added after the close, and is closed. */
  public static final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public ClosedException() {
      super("The daemon was closed while it started");
    }
  }

  /**
   * Adds the resource that was opened last.
   *
   * @throws ClosedException after the close; the resource is closed too
   */
  public <T extends AutoCloseable> T add(T resource) {
    synchronized (this) {
      if (!isClosed) {
        opened.push(resource);
        return resource;
      }
    }
    var closed = new ClosedException();
    if (close(resource, closed)) {
      Thread.currentThread().interrupt();
    }
    throw closed;
  }

  /** Closes everything because of a failure; further failures are added to it as suppressed. */
  public void closeAfter(Throwable failure) {
    closeAll(failure);
  }

  /**
   * Closes everything, the newest first.
   *
   * @throws DaemonException when closing any resource failed, after all were tried
   */
  @Override
  public void close() {
    var failure = new DaemonException("Cannot stop all parts of the daemon", null);
    closeAll(failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private void closeAll(Throwable failure) {
    Deque<AutoCloseable> all;
    synchronized (this) {
      isClosed = true;
      all = new ArrayDeque<>(opened);
      opened.clear();
    }
    var isInterrupted = false;
    for (var resource : all) {
      // Close the others without the interrupt, which would end their waits.
      isInterrupted |= close(resource, failure);
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes a resource, whatever it throws; true when it was interrupted. */
  private static boolean close(AutoCloseable resource, Throwable failure) {
    try {
      resource.close();
      return false;
    } catch (InterruptedException e) {
      failure.addSuppressed(e);
      return true;
    } catch (Exception | Error e) {
      failure.addSuppressed(e);
      return false;
    }
  }
}
