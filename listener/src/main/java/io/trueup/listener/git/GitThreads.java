package io.trueup.listener.git;

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
 * The threads that read one mirror. What a hostile repository makes git compute for minutes takes
 * these threads and no other: callers are on virtual threads, which share few carriers with all
 * that the daemon answers, and wait here instead.
 *
 * <p>A question that takes too long is given up and its thread interrupted, which {@link
 * InterruptibleReader} heeds at the next object. There are few threads, so that one repository
 * takes few cores, however often it is asked again. Thread-safe.
 */
final class GitThreads implements AutoCloseable {

  private static final int AT_ONCE = 2;

  private final Duration limit;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().daemon().name("git-read-", 0).factory());

  /** Threads that are started when they are first needed. */
  GitThreads(Duration limit) {
    this.limit = limit;
  }

  /**
   * Asks on a thread of its own.
   *
   * @param deed for messages, such as {@code read the files of …}
   */
  <T> T ask(String deed, Callable<T> question) throws IOException {
    try {
      var answer = threads.submit(question);
      try {
        return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        answer.cancel(true);
      }
    } catch (TimeoutException _) {
      throw GitException.tooLong(deed, limit);
    } catch (ExecutionException e) {
      throw failed(deed, e.getCause() == null ? e : e.getCause());
    } catch (RejectedExecutionException _) {
      throw GitException.refused("Cannot %s: the mirror is closed".formatted(deed));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GitException.refused("Cannot %s: interrupted".formatted(deed));
    }
  }

  private static RuntimeException failed(String deed, Throwable cause) throws IOException {
    return switch (cause) {
      case IOException e -> throw e;
      case GitException e -> e;
      case RuntimeException e -> e;
      // Of one question; the process goes on.
      case OutOfMemoryError e -> GitException.tooLarge(deed, e);
      case StackOverflowError e -> GitException.tooLarge(deed, e);
      case Error e -> throw e;
      case Throwable t -> new IllegalStateException("Cannot " + deed, t);
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
