package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
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
 * Records refused deliveries, so that operators see why a hook does nothing: at most one a minute
 * for each source and status. Thread-safe, and does not block its callers.
 */
final class RefusalRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private record Kind(SourceId source, int status) {}

  private record Last(Instant at, int omitted) {}

  private final Deliveries deliveries;
  private final InstantSource clock;
  private final Executor threads;
  // Guarded by itself; as many entries as there are sources and statuses.
  private final Map<Kind, Last> entries = new HashMap<>();

  RefusalRecorder(Deliveries deliveries, InstantSource clock, Executor threads) {
    this.deliveries = deliveries;
    this.clock = clock;
    this.threads = threads;
  }

  /** Takes the answer to a request for a source; records it when it is a refusal. */
  void answered(HookSource source, DeliveryHeaders headers, HookAnswer answer) {
    if (answer.verdict() != HookVerdict.MALFORMED && answer.verdict() != HookVerdict.REFUSED) {
      return;
    }
    var omitted = omitted(new Kind(source.id(), answer.status()));
    if (omitted != null) {
      var claims = source.reader().claims(headers);
      var refused =
          new RefusedDelivery(
              source.id(),
              claims.deliveryId(),
              claims.event(),
              "%d: %s%s"
                  .formatted(
                      answer.status(),
                      answer.reason(),
                      omitted == 0 ? "" : "; %d more since the last entry".formatted(omitted)));
      threads.execute(() -> record(refused));
    }
  }

  private void record(RefusedDelivery refused) {
    try {
      deliveries.refuse(refused);
    } catch (StateStoreException e) {
      LOG.warn("Cannot record a refused delivery for {}: {}", refused.source(), e.getMessage());
    }
  }

  /** How many refusals were left out before this one; null when this one is left out too. */
  private @Nullable Integer omitted(Kind kind) {
    var now = clock.instant();
    synchronized (entries) {
      var last = entries.get(kind);
      if (last != null && now.isBefore(last.at().plus(QUIET)) && !now.isBefore(last.at())) {
        entries.put(kind, new Last(last.at(), last.omitted() + 1));
        return null;
      }
      entries.put(kind, new Last(now, 0));
      return last == null ? 0 : last.omitted();
    }
  }
}
