package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /hooks/{source}}: deliveries of forges' webhooks.
 *
 * <p>The event loop checks the head and collects the body; a virtual thread verifies, evaluates and
 * records it. Only a recorded delivery is acknowledged. Thread-safe.
 */
public final class HookEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(HookEndpoint.class);
  private static final String PATH = "/hooks/";

  /** The memory that a delivery takes while it is recorded, besides its body. */
  private static final int OVERHEAD_BYTES = 8 << 10;

  private final HookSources sources;
  private final HookLimits limits;
  private final HookObserver observer;
  private final DeliveryIntake intake;
  private final RefusalRecorder refusals;
  private final Semaphore budget;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());

  /** Creates an endpoint that is not mounted yet. */
  public HookEndpoint(
      HookPorts ports, HookLimits limits, InstantSource clock, HookObserver observer) {
    this.sources = ports.sources();
    this.limits = limits;
    this.observer = observer;
    this.intake = new DeliveryIntake(ports, clock);
    this.refusals = new RefusalRecorder(ports.deliveries(), clock, threads);
    this.budget = new Semaphore(limits.maxBufferedBytes());
  }

  /** Mounts the endpoint under {@code /hooks/}. No earlier handler may read the body. */
  public void mount(Router router) {
    router
        .route(PATH + "*")
        .handler(routing -> start(new HookExchange(routing, observer), name(routing)));
  }

  /** The name as sent: it has one spelling and needs no decoding. */
  private static String name(RoutingContext routing) {
    var path = routing.request().path();
    return path != null && path.startsWith(PATH) ? path.substring(PATH.length()) : "";
  }

  private void start(HookExchange exchange, String name) {
    var found = sources.find(name);
    var headers = DeliveryHeaders.of(exchange.request().headers());
    found.ifPresent(source ->
        exchange.isFor(source.id(), answer -> refusals.answered(source, headers, answer)));
    var refusal = DeliveryHead.refusal(exchange.request(), limits);
    if (refusal != null) {
      exchange.refuse(refusal);
    } else {
      found.ifPresentOrElse(
          source -> receive(exchange, source, headers),
          () -> exchange.refuse(HookAnswer.unknownSource()));
    }
  }

  private void receive(HookExchange exchange, HookSource source, DeliveryHeaders headers) {
    var refusal = DeliveryHead.refusal(headers, source.reader());
    if (refusal != null) {
      exchange.refuse(refusal);
      return;
    }
    var address = exchange.request().remoteAddress().hostAddress();
    BodyReception.start(
        exchange,
        limits,
        budget,
        body -> handOver(exchange, new DeliveryIntake.Arrival(source, headers, body, address)));
  }

  private void handOver(HookExchange exchange, DeliveryIntake.Arrival arrival) {
    if (!budget.tryAcquire(OVERHEAD_BYTES)) {
      budget.release(arrival.body().length);
      exchange.answer(HookAnswer.overloaded());
      return;
    }
    exchange.answerUnlessWithin(limits.storeWithin(), HookAnswer.notRecorded());
    threads.execute(() -> exchange.answerFromElsewhere(take(arrival)));
  }

  private HookAnswer take(DeliveryIntake.Arrival arrival) {
    try {
      return HookAnswer.of(intake.take(arrival));
    } catch (RuntimeException e) {
      LOG.error(
          "Cannot handle a delivery for {} because of a bug; it is not acknowledged",
          arrival.source().id(),
          e);
      return HookAnswer.notRecorded();
    } finally {
      budget.release(arrival.body().length + OVERHEAD_BYTES);
    }
  }
}
