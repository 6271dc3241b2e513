package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records refused deliveries, so that operators see why a hook does nothing: at most one a minute
 * for each source and status. Thread-safe, and does not block its callers.
 */
final class RefusalRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);

  private record Kind(SourceId source, int status) {}

  private final Deliveries deliveries;
  private final Executor threads;
  private final OncePerMinute<Kind> told;

  RefusalRecorder(Deliveries deliveries, InstantSource clock, Executor threads) {
    this.deliveries = deliveries;
    this.told = new OncePerMinute<>(clock);
    this.threads = threads;
  }

  /** Takes the answer to a request for a source; records it when it is a refusal. */
  void answered(HookSource source, DeliveryHeaders headers, HookAnswer answer) {
    if (answer.verdict() != HookVerdict.MALFORMED && answer.verdict() != HookVerdict.REFUSED) {
      return;
    }
    var omitted = told.omittedBefore(new Kind(source.id(), answer.status()));
    if (omitted != null) {
      var claims = source.reader().claims(headers);
      var refused =
          new RefusedDelivery(
              source.id(),
              claims.deliveryId(),
              claims.event(),
              "%d: %s%s".formatted(answer.status(), answer.reason(), OncePerMinute.also(omitted)));
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
}
