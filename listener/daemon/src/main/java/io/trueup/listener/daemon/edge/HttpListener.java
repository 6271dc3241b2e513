package io.trueup.listener.daemon.edge;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.trueup.listener.engine.DaemonException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 server that admits only unambiguous requests, and closes connections when clients
 * take too long or are too many. It never speaks HTTP/2: an upgrade would bypass all checks here.
 * Safe for any thread.
 */
public final class HttpListener {

  private static final int MAX_HEAD_BYTES = 32 << 10;
  private static final int MAX_LINE_BYTES = 8 << 10;

  /** Connections that the kernel queues while the event loop is busy; it may allow fewer. */
  private static final int BACKLOG = 4096;

  private final HttpServer server;
  private final HttpServerOptions options;
  private final EdgeLimits limits;
  private final EdgeObserver observer;
  private final ConnectionRegister register;

  private HttpListener(Vertx vertx, EdgeLimits limits, EdgeObserver observer) {
    this.limits = limits;
    this.observer = observer;
    register = new ConnectionRegister(limits.maxConnections());
    options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setAcceptBacklog(BACKLOG)
            .setIdleTimeout(Math.toIntExact(limits.silence().toMillis()))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    server = vertx.createHttpServer(options);
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @param handler of the admitted requests
   */
  public static Future<HttpListener> listen(
      Vertx vertx,
      String host,
      int port,
      EdgeLimits limits,
      EdgeObserver observer,
      Handler<HttpServerRequest> handler) {
    var listener = new HttpListener(vertx, limits, observer);
    return listener
        .server
        .connectionHandler(listener::watch)
        .invalidRequestHandler(request -> listener.refuse(request, reasonOf(request)))
        .requestHandler(request -> listener.admit(request, handler))
        .listen(port, host)
        .map(_ -> listener);
  }

  /** The port that it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** How many connections are open. */
  public int connections() {
    return register.open();
  }

  /**
   * Accepts no more connections, and returns when the answers that are under way are finished, or
   * after a time.
   */
  public void drain(Duration longest) {
    try {
      server
          .shutdown(longest.toMillis(), TimeUnit.MILLISECONDS)
          .await(longest.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new DaemonException("Cannot finish the open connections: " + e.getMessage(), e);
    }
  }

  /** Stops listening and closes all connections. */
  public Future<Void> close() {
    return server.close();
  }

  private void watch(HttpConnection connection) {
    var channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
    channel.pipeline().replace("httpDecoder", "httpDecoder", new StrictRequestDecoder(options));
    ConnectionGuard.watch(channel, limits, register, observer);
  }

  private void admit(HttpServerRequest request, Handler<HttpServerRequest> handler) {
    RequestRules.check(head(request))
        .ifPresentOrElse(refusal -> refuse(request, refusal), () -> handler.handle(request));
  }

  private static RequestRules.Head head(HttpServerRequest request) {
    var headers = request.headers();
    return new RequestRules.Head(
        request.method().name(),
        request.uri(),
        request.version() == HttpVersion.HTTP_1_0,
        headers.getAll("Host"),
        headers.getAll("Content-Length"),
        headers.getAll("Transfer-Encoding"),
        headers.getAll("Expect"));
  }

  private static RequestRefusal reasonOf(HttpServerRequest request) {
    return switch (request.decoderResult().cause()) {
      case TooLongHttpLineException _ -> new RequestRefusal(414, "The address is too long");
      case TooLongHttpHeaderException _ -> new RequestRefusal(431, "The headers are too long");
      default -> RequestRefusal.malformed("The request is not well-formed HTTP");
    };
  }

  /** Answers, and closes the connection: what follows on it may not be a request. */
  private void refuse(HttpServerRequest request, RequestRefusal refusal) {
    observer.closed(CloseReason.MALFORMED);
    request
        .response()
        .setStatusCode(refusal.status())
        .putHeader("Connection", "close")
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(
            JsonObject.of(
                    "type",
                    "urn:trueup:error:malformed-request",
                    "title",
                    "Bad request",
                    "status",
                    refusal.status(),
                    "detail",
                    refusal.reason())
                .encode());
    request.connection().close();
  }
}
