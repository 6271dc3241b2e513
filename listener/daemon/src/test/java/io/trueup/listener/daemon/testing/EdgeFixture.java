package io.trueup.listener.daemon.testing;

import io.trueup.listener.daemon.edge.EdgeLimits;
import io.trueup.listener.daemon.edge.EdgeObserver;
import io.trueup.listener.daemon.edge.HttpListener;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Servers with the edge of the daemon, on a port of their own. */
public final class EdgeFixture {

  private EdgeFixture() {}

  /** A server with the daemon's limits. */
  public static HttpListener listen(Vertx vertx, Handler<HttpServerRequest> handler) {
    return listen(vertx, EdgeLimits.of(10_000, Duration.ofMinutes(1)), _ -> {}, handler);
  }

  /** A server with limits of a test's own. */
  public static HttpListener listen(
      Vertx vertx, EdgeLimits limits, EdgeObserver observer, Handler<HttpServerRequest> handler) {
    try {
      return HttpListener.listen(vertx, "127.0.0.1", 0, limits, observer, handler)
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
