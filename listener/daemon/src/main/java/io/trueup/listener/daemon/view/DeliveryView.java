package io.trueup.listener.daemon.view;

import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A webhook delivery.
 *
 * @param id the daemon's own number, which grows
 * @param deliveryId the sender's id
 * @param reason why it was ignored or refused, or which delivery it repeats; null when there is no
 *     reason
 * @param generation the generation that the delivery requested; 0 when it was ignored
 */
public record DeliveryView(
    long id,
    String source,
    String deliveryId,
    String event,
    Delivery.Verdict verdict,
    @Nullable String reason,
    long generation,
    Instant receivedAt) {

  /**
   * A delivery with the stored part of its request.
   *
   * @param bodyDigest SHA-256 of the raw body, in hex; null for a refused delivery, whose body is
   *     not stored
   * @param headers the stored headers
   */
  public record DeliveryDetails(
      DeliveryView delivery, @Nullable String bodyDigest, Map<String, String> headers) {

    public DeliveryDetails {
      headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    /** The complete view of a delivery. */
    public static DeliveryDetails of(Deliveries.Evidence evidence) {
      return new DeliveryDetails(
          DeliveryView.of(evidence.delivery()), evidence.bodyDigest(), evidence.headers());
    }
  }

  /** The view of a delivery. */
  public static DeliveryView of(Delivery delivery) {
    return new DeliveryView(
        delivery.id(),
        delivery.source().value(),
        delivery.deliveryId(),
        delivery.event(),
        delivery.verdict(),
        delivery.reason(),
        delivery.generation(),
        delivery.receivedAt());
  }
}
