package io.trueup.listener.hooks;

import io.trueup.statestore.Deliveries;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records refused deliveries, so that whoever set a hook up sees why it does nothing: at most one a
 * minute for a source and a status. Thread-safe, and does not block its callers.
 */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private record Kind(SourceId source, int status) {}

  private record Recorded(Instant at, int since) {}

  private final Deliveries deliveries;
  private final InstantSource clock;
  private final Executor threads;
  // Guarded by itself; as many entries as there are sources and statuses.
  private final Map<Kind, Recorded> recorded = new HashMap<>();

  Refusals(Deliveries deliveries, InstantSource clock, Executor threads) {
    this.deliveries = deliveries;
    this.clock = clock;
    this.threads = threads;
  }

  /** Notes that a request for a source got an answer, which matters when it refuses. */
  void answered(SourceId source, HttpServerRequest request, HookAnswer answer) {
    if (answer.verdict() != HookVerdict.MALFORMED && answer.verdict() != HookVerdict.REFUSED) {
      return;
    }
    var others = othersSince(new Kind(source, answer.status()));
    if (others != null) {
      var refused =
          new RefusedDelivery(
              source,
              DeliveryHead.orEmpty(request, "X-GitHub-Delivery", DeliveryHead.DELIVERY_ID),
              DeliveryHead.orEmpty(request, "X-GitHub-Event", DeliveryHead.EVENT),
              "%d: %s%s"
                  .formatted(
                      answer.status(),
                      answer.reason(),
                      others == 0 ? "" : "; %d more since the last entry".formatted(others)));
      threads.execute(() -> record(refused));
    }
  }

  private void record(RefusedDelivery refused) {
    try {
      deliveries.refuse(refused);
    } catch (StateStoreException e) {
      LOG.warn("A refused delivery for {} is not recorded: {}", refused.source(), e.getMessage());
    }
  }

  /** How many were not recorded before this one; null when this one is not to be recorded. */
  private @Nullable Integer othersSince(Kind kind) {
    var now = clock.instant();
    synchronized (recorded) {
      var last = recorded.get(kind);
      if (last != null && now.isBefore(last.at().plus(QUIET)) && !now.isBefore(last.at())) {
        recorded.put(kind, new Recorded(last.at(), last.since() + 1));
        return null;
      }
      recorded.put(kind, new Recorded(now, 0));
      return last == null ? 0 : last.since();
    }
  }
}
