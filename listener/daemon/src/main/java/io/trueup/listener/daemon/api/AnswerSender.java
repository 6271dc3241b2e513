package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends answers: whole ones, lines as they are produced, and content at the pace of its client.
 * Safe for any thread; each answer is confined to the event loop of its request.
 */
final class AnswerSender {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerSender.class);

  private static final CharSequence NOSNIFF_HEADER =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

  /** Empty lines at this interval keep a quiet connection open. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(10);

  private final BlockingExecutor blocking;
  private final Duration stalled;
  private final ErrorAnswers failures;
  private final Counter cut;

  AnswerSender(ApiSettings settings, ErrorAnswers failures, MeterRegistry metrics) {
    this.blocking = settings.blocking();
    this.stalled = settings.stalled();
    this.failures = failures;
    this.cut =
        Counter.builder("http.answers.cut")
            .description("Answers that were cut because their clients took them too slowly")
            .register(metrics);
  }

  /**
   * Sends an answer, of whatever kind.
   *
   * @param within how long content may take
   * @param name of the route, for the log
   */
  void send(RoutingContext exchange, HttpAnswer answer, Duration within, String name) {
    var lines = answer.lines();
    var bytes = answer.bytes();
    if (bytes != null) {
      transfer(exchange, answer, bytes, within, name);
    } else if (lines == null) {
      send(exchange, answer);
    } else {
      stream(exchange, answer, lines, name);
    }
  }

  /** Sends lines as they are produced; the work goes on to its end even if the client is gone. */
  private void stream(
      RoutingContext exchange, HttpAnswer answer, HttpAnswer.LineStream lines, String name) {
    var response = exchange.response();
    response.setChunked(true).setStatusCode(answer.status());
    putCommonHeaders(response);
    response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
    var vertx = exchange.vertx();
    var loop = vertx.getOrCreateContext();
    var keepalive = vertx.setPeriodic(KEEPALIVE.toMillis(), _ -> write(exchange, "\n"));
    blocking
        .call(() -> {
          lines.write(line -> loop.runOnContext(_ -> write(exchange, line + "\n")));
          return true;
        })
        .onFailure(failure -> failures.of(failure, name))
        .onComplete(_ -> {
          vertx.cancelTimer(keepalive);
          if (!response.ended() && !response.closed()) {
            response.end();
          }
        });
  }

  /**
   * Sends content at the pace of its client; cuts the connection when that fails, or takes longer
   * than the route allows.
   */
  private void transfer(
      RoutingContext exchange,
      HttpAnswer answer,
      HttpAnswer.ByteStream bytes,
      Duration within,
      String name) {
    var response = exchange.response();
    var isOpen = !response.ended() && !response.closed() && !response.headWritten();
    if (isOpen) {
      response.setStatusCode(answer.status());
      putCommonHeaders(response);
      answer.headers().forEach(response::putHeader);
      response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
      if (bytes.length() < 0) {
        response.setChunked(true);
      } else {
        response.putHeader("Content-Length", Long.toString(bytes.length()));
      }
    }
    var vertx = exchange.vertx();
    var loop = vertx.getOrCreateContext();
    var limit =
        vertx.setTimer(
            within.toMillis(), _ -> cut(exchange, name, "it took longer than " + within));
    blocking
        .call(() -> {
          try (bytes) {
            if (isOpen) {
              var out = new ResponseOutput(response, loop, stalled);
              bytes.write(out);
              out.finish();
            }
          }
          return true;
        })
        .onSuccess(_ -> {
          if (!response.ended() && !response.closed()) {
            response.end();
          }
        })
        .onFailure(failure -> {
          if (failure instanceof ClientGoneException gone) {
            if (gone.isStalled()) {
              cut(exchange, name, gone.getMessage());
              return;
            }
          } else if (!(failure instanceof InterruptedIOException)) { // the daemon stops
            failures.of(failure, name);
          }
          exchange.request().connection().close();
        })
        .onComplete(_ -> vertx.cancelTimer(limit));
  }

  private void cut(RoutingContext exchange, String name, @Nullable String reason) {
    LOG.warn(
        "Closed the connection of {} before the end of an answer to {}: {}",
        exchange.request().remoteAddress(),
        name,
        reason);
    cut.increment();
    dropUnsent(exchange.request().connection());
  }

  /**
   * Closes a connection at once. Its own {@code close} first waits until the client has taken what
   * was written, which may be never.
   */
  private static void dropUnsent(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      var _ = base.channelHandlerContext().close();
    } else {
      connection.close();
    }
  }

  private static void write(RoutingContext exchange, String text) {
    var response = exchange.response();
    if (!response.ended() && !response.closed()) {
      response.write(text);
    }
  }

  private static void putCommonHeaders(HttpServerResponse response) {
    response.putHeader(NOSNIFF_HEADER, NOSNIFF).putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
  }

  /** Sends a whole answer; ignored when the client is gone or another answer was sent. */
  static void send(RoutingContext exchange, HttpAnswer answer) {
    var response = exchange.response();
    if (response.ended() || response.closed() || response.headWritten()) {
      return;
    }
    response.setStatusCode(answer.status());
    putCommonHeaders(response);
    answer.headers().forEach(response::putHeader);
    if (answer.status() == 204 || answer.status() == 303 || answer.status() == 304) {
      response.end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
      response.end(Buffer.buffer(answer.body()));
    }
  }
}
