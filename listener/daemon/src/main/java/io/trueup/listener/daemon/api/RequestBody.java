package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Receives the raw body of one request, regardless of its content type. Confined to the event loop
 * of the request.
 */
final class RequestBody {

  /** The largest body that a form has. */
  static final int MOST = 64 << 10;

  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final RoutingContext exchange;
  private final HttpServerRequest request;
  private final int most;
  private final Consumer<byte[]> whole;
  private final Buffer body = Buffer.buffer();
  private final long timer;
  private boolean isOver;

  private RequestBody(RoutingContext exchange, int most, Consumer<byte[]> whole) {
    this.most = most;
    this.exchange = exchange;
    this.request = exchange.request();
    this.whole = whole;
    timer = exchange.vertx().setTimer(WITHIN.toMillis(), _ -> giveUp());
  }

  /**
   * Passes the complete body on; answers the request itself if the body does not arrive.
   *
   * @param most the largest body that is taken, in bytes
   */
  static void receive(RoutingContext exchange, int most, Consumer<byte[]> whole) {
    var reception = new RequestBody(exchange, most, whole);
    reception.request.handler(reception::add);
    reception.request.endHandler(_ -> reception.complete());
    reception.request.exceptionHandler(_ -> reception.end());
    if (reception.request.getHeader("Expect") != null) {
      reception.request.response().writeContinue();
    }
  }

  /** Whether a request has a body, or its client asks whether it may send one. */
  static boolean isAnnounced(HttpServerRequest request) {
    var headers = request.headers();
    var length = headers.get(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || headers.contains(HttpHeaders.TRANSFER_ENCODING)
        || headers.contains("Expect");
  }

  /** Whether a body's length is announced and within a limit, in bytes. */
  static boolean isAtMost(HttpServerRequest request, int most) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && length.length() < 10 && Long.parseLong(length) <= most;
  }

  private void add(Buffer chunk) {
    if (isOver) {
      return;
    }
    if (body.length() + chunk.length() <= most) {
      body.appendBuffer(chunk);
    } else {
      refuse(Status.TOO_LARGE, "too-large", "The body is larger than any request needs");
    }
  }

  private void complete() {
    if (end()) {
      whole.accept(body.getBytes());
    }
  }

  private void giveUp() {
    refuse(
        Status.REQUEST_TIMEOUT,
        "slow-body",
        "Timed out after %d s waiting for the body".formatted(WITHIN.toSeconds()));
  }

  /** Answers and closes the connection, so that the rest of the body need not be read. */
  private void refuse(Status status, String kind, String detail) {
    if (end()) {
      exchange.response().putHeader("Connection", "close");
      AnswerSender.send(exchange, HttpAnswer.error(ApiException.of(status, kind, detail).error()));
      request.connection().close();
    }
  }

  private boolean end() {
    var wasOpen = !isOver;
    isOver = true;
    exchange.vertx().cancelTimer(timer);
    return wasOpen;
  }
}
