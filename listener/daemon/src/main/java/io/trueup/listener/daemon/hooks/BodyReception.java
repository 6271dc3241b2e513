package io.trueup.listener.daemon.hooks;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Receives the body of one request within the limits. Its bytes count against its sender's share of
 * a budget when they arrive, not when they are announced: a client that announces much and sends
 * little shuts no other out. Lives on the request's event loop.
 */
final class BodyReception {

  private final HookExchange exchange;
  private final HookLimits limits;
  private final BodyBudget.Share budget;
  private final Consumer<byte[]> whole;
  private final Runnable cancelTimer;
  private final Buffer body = Buffer.buffer();
  private boolean isOver;

  private BodyReception(
      HookExchange exchange, HookLimits limits, BodyBudget.Share budget, Consumer<byte[]> whole) {
    this.exchange = exchange;
    this.limits = limits;
    this.budget = budget;
    this.whole = whole;
    this.cancelTimer = exchange.after(limits.receiveWithin(), this::timeOut);
  }

  /**
   * Receives a body; answers the exchange when there is none within the limits.
   *
   * @param budget bytes that may be held at one time
   * @param whole receives the body, and returns its bytes to the budget when it is done
   */
  static void start(
      HookExchange exchange, HookLimits limits, BodyBudget.Share budget, Consumer<byte[]> whole) {
    var reception = new BodyReception(exchange, limits, budget, whole);
    var request = exchange.request();
    request.handler(reception::receive);
    request.endHandler(_ -> reception.complete());
    request.exceptionHandler(_ -> reception.abandon());
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
  }

  private void receive(Buffer chunk) {
    if (isOver) {
      return;
    }
    if (body.length() + (long) chunk.length() > limits.maxBodyBytes()) {
      refuse(HookAnswer.tooLong(limits));
    } else if (budget.tryAcquire(chunk.length())) {
      body.appendBuffer(chunk);
    } else {
      refuse(HookAnswer.overloaded());
    }
  }

  private void complete() {
    if (!isOver) {
      isOver = true;
      cancelTimer.run();
      whole.accept(body.getBytes());
    }
  }

  private void timeOut() {
    var seconds = limits.receiveWithin().toSeconds();
    refuse(
        HookAnswer.malformed(408, "Timed out after %d s waiting for the body".formatted(seconds)));
  }

  private void refuse(HookAnswer answer) {
    if (!isOver) {
      abandon();
      exchange.refuse(answer);
    }
  }

  private void abandon() {
    if (!isOver) {
      isOver = true;
      cancelTimer.run();
      budget.release(body.length());
    }
  }
}
