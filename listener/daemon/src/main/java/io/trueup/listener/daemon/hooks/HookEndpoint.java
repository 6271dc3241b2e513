package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.trueup.statestore.SourceId;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /hooks/{source}}: deliveries of forges' webhooks.
 *
 * <p>The event loop sheds what is too much, checks the head and collects the body; a virtual thread
 * verifies, evaluates and records it. Only a recorded delivery is acknowledged. Thread-safe.
 */
public final class HookEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(HookEndpoint.class);
  private static final String PATH = "/hooks/";

  /** The memory that a delivery takes while it is recorded, besides its body. */
  private static final int OVERHEAD_BYTES = 8 << 10;

  private final HookSources sources;
  private final HookLimits limits;
  private final HookObserver observer;
  private final Consumer<SourceId> turnedAway;
  private final DeliveryIntake intake;
  private final RefusalRecorder refusals;
  private final DeliveryLimiter limiter;
  private final BodyBudget budget;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());

  /** Creates an endpoint that is not mounted yet. */
  public HookEndpoint(
      HookPorts ports,
      HookLimits limits,
      HookRates rates,
      InstantSource clock,
      HookObserver observer) {
    this.sources = ports.sources();
    this.limits = limits;
    this.observer = observer;
    this.turnedAway = ports.turnedAway();
    this.intake = new DeliveryIntake(ports, clock);
    this.refusals = new RefusalRecorder(ports.deliveries(), clock, threads);
    this.budget = new BodyBudget(limits.maxBufferedBytes());
    this.limiter = new DeliveryLimiter(rates, clock);
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
    var found = sources.find(name).orElse(null);
    var headers = DeliveryHeaders.of(exchange.request().headers());
    var address = exchange.request().remoteAddress().hostAddress();
    exchange.isFor(
        found == null ? null : found.id(),
        answer -> {
          limiter.answered(found, address, answer.verdict());
          if (found != null) {
            refusals.answered(found, headers, answer);
            if (answer.verdict().isTurnedAway()) {
              turnedAway.accept(found.id());
            }
          }
        });
    var refusal = refusal(exchange, found, headers, address);
    if (refusal != null) {
      exchange.refuse(refusal);
    } else if (found != null) {
      receive(exchange, new Sender(found, headers, address));
    }
  }

  /** Why no body is read; null when one is, which is only for sources that are known. */
  private @Nullable HookAnswer refusal(
      HookExchange exchange, @Nullable HookSource source, DeliveryHeaders headers, String address) {
    if (!limiter.admits(source, address)) {
      return HookAnswer.shed();
    }
    var refusal = DeliveryHead.refusal(exchange.request(), limits);
    if (refusal != null) {
      return refusal;
    }
    return source == null
        ? HookAnswer.unknownSource()
        : DeliveryHead.refusal(headers, source.reader());
  }

  private record Sender(HookSource source, DeliveryHeaders headers, String address) {}

  private void receive(HookExchange exchange, Sender sender) {
    var share = budget.share(limiter.isProven(sender.source(), sender.address()));
    BodyReception.start(
        exchange,
        limits,
        share,
        body ->
            handOver(
                exchange,
                new DeliveryIntake.Arrival(
                    sender.source(), sender.headers(), body, sender.address()),
                share));
  }

  private void handOver(
      HookExchange exchange, DeliveryIntake.Arrival arrival, BodyBudget.Share share) {
    if (!share.tryAcquire(OVERHEAD_BYTES)) {
      share.release(arrival.body().length);
      exchange.answer(HookAnswer.overloaded());
      return;
    }
    exchange.answerUnlessWithin(limits.storeWithin(), HookAnswer.notRecorded());
    threads.execute(() -> exchange.answerFromElsewhere(take(arrival, share)));
  }

  private HookAnswer take(DeliveryIntake.Arrival arrival, BodyBudget.Share share) {
    try {
      return HookAnswer.of(intake.take(arrival));
    } catch (RuntimeException e) {
      LOG.error(
          "Cannot handle a delivery for {} because of a bug; it is not acknowledged",
          arrival.source().id(),
          e);
      return HookAnswer.notRecorded();
    } finally {
      share.release(arrival.body().length + OVERHEAD_BYTES);
    }
  }
}
