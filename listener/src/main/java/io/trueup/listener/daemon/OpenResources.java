package io.trueup.listener.daemon;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened so far, to be closed in reverse whatever fails. What is added after it was closed
 * is closed at once. Safe for any thread.
 */
final class OpenResources implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private boolean isClosed;

  /** Added to what was closed already, and closed. */
  static final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ClosedException() {
      super("The daemon was closed while it started");
    }
  }

  /**
   * Adds what was opened last.
   *
   * @throws ClosedException when this is closed; the resource is closed then too
   */
  <T extends AutoCloseable> T add(T resource) {
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

  /** Closes everything because of a failure, to which what else goes wrong then is added. */
  void closeAfter(Throwable failure) {
    closeAll(failure);
  }

  /**
   * Closes everything, the newest first.
   *
   * @throws DaemonException when any of it failed, after all was tried
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
      // The others are closed without the interrupt, which would end their waits.
      isInterrupted |= close(resource, failure);
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes one, whatever it throws; true when that was interrupted. */
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
