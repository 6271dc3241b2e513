package io.trueup.listener.daemon.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs blocking work on virtual threads and completes its future on the Vert.x context of the
 * caller. Safe for any thread.
 */
public final class BlockingExecutor implements AutoCloseable {

  private final Vertx vertx;
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("blocking-", 0).factory());

  /** Completes futures on contexts of this Vert.x. */
  public BlockingExecutor(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Runs work; an exception fails the future. */
  public <T> Future<T> call(Callable<T> work) {
    var context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    executor.execute(() -> {
      try {
        var result = work.call();
        context.runOnContext(_ -> promise.complete(result));
      } catch (Exception | Error e) {
        context.runOnContext(_ -> promise.fail(e));
      }
    });
    return promise.future();
  }

  /** Interrupts running work, accepts no more, and returns when all of it has ended. */
  @Override
  public void close() {
    executor.shutdownNow();
    executor.close();
  }
}
