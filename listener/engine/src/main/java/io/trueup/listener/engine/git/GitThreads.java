package io.trueup.listener.engine.git;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads that read one mirror. A hostile repository can make git compute for minutes; that
 * occupies these threads and no other. Callers wait here on virtual threads, which share few
 * carriers with everything else that the daemon does.
 *
 * <p>A reading that takes too long is abandoned and its thread interrupted; {@link
 * InterruptibleReader} stops at the next object. There are few threads, so that one repository
 * occupies few cores, however often it is read again. Thread-safe.
 */
final class GitThreads implements AutoCloseable {

  private static final int AT_ONCE = 2;

  private final Duration limit;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().daemon().name("git-read-", 0).factory());

  /** Starts no thread before the first reading. */
  GitThreads(Duration limit) {
    this.limit = limit;
  }

  /**
   * Runs a reading on one of the threads, and waits for its result.
   *
   * @param action for messages, such as {@code read the files of …}
   */
  <T> T run(String action, Callable<T> question) throws IOException {
    try {
      var answer = threads.submit(question);
      try {
        return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        answer.cancel(true);
      }
    } catch (TimeoutException _) {
      throw GitException.tooLong(action, limit);
    } catch (ExecutionException e) {
      throw failed(action, e.getCause() == null ? e : e.getCause());
    } catch (RejectedExecutionException _) {
      throw GitException.refused("Cannot %s: the mirror is closed".formatted(action));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GitException.refused("Cannot %s: interrupted".formatted(action));
    }
  }

  private static RuntimeException failed(String action, Throwable cause) throws IOException {
    return switch (cause) {
      case IOException e -> throw e;
      case GitException e -> e;
      case RuntimeException e -> e;
      // One reading failed; the process goes on.
      case OutOfMemoryError e -> GitException.tooLarge(action, e);
      case StackOverflowError e -> GitException.tooLarge(action, e);
      case Error e -> throw e;
      case Throwable t -> new IllegalStateException("Cannot " + action, t);
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
