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
    close(resource, closed);
    throw closed;
  }

  /** Closes everything because of a failure, which keeps whatever else goes wrong then. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Closes everything, the newest first.
   *
   * @throws DaemonException when any of it failed, after all was tried
   */
  @Override
  public void close() {
    Deque<AutoCloseable> all;
    synchronized (this) {
      isClosed = true;
      all = new ArrayDeque<>(opened);
      opened.clear();
    }
    var failure = new DaemonException("Cannot stop a part of the daemon", null);
    all.forEach(resource -> close(resource, failure));
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void close(AutoCloseable resource, Throwable failure) {
    try {
      resource.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.addSuppressed(e);
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
