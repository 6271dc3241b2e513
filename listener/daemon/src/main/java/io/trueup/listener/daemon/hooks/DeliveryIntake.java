package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.edge.UrlEncodedForm;
import io.trueup.model.fingerprint.Sha256;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles a delivery that has fully arrived: verify, evaluate, record, poke. Blocks; knows no HTTP.
 * Thread-safe.
 */
final class DeliveryIntake {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryIntake.class);

  private static final String PAYLOAD = "payload";

  /**
   * * A delivery as it arrived.
   *
   * @param address of the sender
   */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes, verified before they are read
  record Arrival(HookSource source, DeliveryHead.Good head, byte[] body, String address) {}

  private final Deliveries deliveries;
  private final RefusalAudit refusals;
  private final Consumer<SourceId> poke;
  private final InstantSource clock;

  DeliveryIntake(HookPorts ports, InstantSource clock) {
    this.deliveries = ports.deliveries();
    this.refusals = new RefusalAudit(ports.audit(), clock);
    this.poke = ports.poke();
    this.clock = clock;
  }

  HookAnswer take(Arrival arrival) {
    if (!isGenuine(arrival)) {
      refusals.refused(arrival.source().id(), arrival.address());
      return HookAnswer.refused(
          401,
          HookVerdict.REFUSED,
          "The signature in X-Hub-Signature-256 is missing or not made with the hook's secret");
    }
    return switch (evaluate(arrival)) {
      case EventRelevance.Malformed(var reason) -> HookAnswer.malformed(400, reason);
      case EventRelevance.Poke _ -> record(arrival, null);
      case EventRelevance.Ignored(var reason) -> record(arrival, reason);
      case EventRelevance.Foreign(var reason) -> {
        LOG.warn(
            "Ignored a delivery for {} although its signature is valid. {}. Check the hook's"
                + " settings",
            arrival.source().id(),
            reason);
        yield record(arrival, reason);
      }
    };
  }

  private static EventRelevance evaluate(Arrival arrival) {
    var payload =
        arrival.head().isForm()
            ? UrlEncodedForm.field(arrival.body(), PAYLOAD)
            : Optional.of(arrival.body());
    return payload
        .map(json ->
            GitHubEvents.evaluate(
                arrival.head().event(),
                json,
                arrival.source().branch(),
                arrival.source().repositoryId()))
        .orElseGet(() ->
            new EventRelevance.Malformed(
                "The form does not have exactly one decodable field 'payload'"));
  }

  private boolean isGenuine(Arrival arrival) {
    return switch (arrival.source().verification()) {
      case HookSource.Verification.Unsigned _ -> true;
      case HookSource.Verification.Signed(var secrets) ->
          Signature.isGood(
              arrival.head().signature(), arrival.body(), secrets.live(clock.instant()));
    };
  }

  private HookAnswer record(Arrival arrival, @Nullable String ignoredBecause) {
    var source = arrival.source().id();
    var delivery =
        new NewDelivery(
            source,
            arrival.head().deliveryId(),
            arrival.head().event(),
            Sha256.hex(arrival.body()),
            arrival.body(),
            arrival.head().kept(),
            ignoredBecause);
    try {
      var recorded = deliveries.record(delivery);
      if (recorded.isPresent() && recorded.get().verdict() != Delivery.Verdict.IGNORED) {
        poke.accept(source);
      }
      return recorded.map(HookAnswer::recorded).orElseGet(HookAnswer::unknownSource);
    } catch (StateStoreException e) {
      LOG.warn(
          "Cannot record a delivery for {}: {}. It is not acknowledged; polling will find its"
              + " merge",
          source,
          e.getMessage());
      return HookAnswer.notRecorded();
    }
  }
}
