package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.SourceId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request and its one answer; lives on the request's event loop. */
final class HookExchange {

  private static final String RETRY_AFTER_SECONDS = "10";

  private final HttpServerRequest request;
  private final HookObserver observer;
  private final Vertx vertx;
  private final Context eventLoop;
  private final long began = System.nanoTime();
  private @Nullable SourceId source;
  private Consumer<HookAnswer> listener = _ -> {};
  private boolean isAnswered;

  HookExchange(RoutingContext routing, HookObserver observer) {
    this.request = routing.request();
    this.observer = observer;
    this.vertx = routing.vertx();
    this.eventLoop = vertx.getOrCreateContext();
  }

  HttpServerRequest request() {
    return request;
  }

  /**
   * Sets what the request is for, and the listener that receives the answer.
   *
   * @param found the source; null for one that is not known
   */
  void isFor(@Nullable SourceId found, Consumer<HookAnswer> next) {
    source = found;
    listener = next;
  }

  /** Sends a fallback answer unless another one comes within a time. */
  void answerUnlessWithin(Duration time, HookAnswer answer) {
    vertx.setTimer(time.toMillis(), _ -> answer(answer));
  }

  /** Runs an action after a time; returns what cancels it. */
  Runnable after(Duration time, Runnable action) {
    var timer = vertx.setTimer(time.toMillis(), _ -> action.run());
    return () -> vertx.cancelTimer(timer);
  }

  /** Answers from any thread. */
  void answerFromElsewhere(HookAnswer answer) {
    eventLoop.runOnContext(_ -> answer(answer));
  }

  /** Answers before the body is read, and closes the connection so that it is never read. */
  void refuse(HookAnswer answer) {
    var isAlone = request.version() != HttpVersion.HTTP_2;
    if (isAlone) {
      request.response().putHeader("Connection", "close");
    }
    answer(answer);
    if (isAlone) {
      request.connection().close();
    }
  }

  void answer(HookAnswer answer) {
    if (isAnswered) {
      return;
    }
    isAnswered = true;
    observer.answered(source, answer.verdict(), Duration.ofNanos(System.nanoTime() - began));
    listener.accept(answer);
    var response = request.response();
    if (response.closed()) {
      return;
    }
    switch (answer.status()) {
      case 405 -> response.putHeader("Allow", "POST");
      case 503 -> response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
      default -> {}
    }
    response
        .setStatusCode(answer.status())
        .putHeader("Content-Type", "application/json")
        .end(json(answer).encode());
  }

  private static JsonObject json(HookAnswer answer) {
    var json = new JsonObject();
    if (answer.delivery() != null) {
      json.put("delivery", answer.delivery());
    }
    json.put("status", answer.statusText());
    return answer.reason() == null ? json : json.put("reason", answer.reason());
  }
}
