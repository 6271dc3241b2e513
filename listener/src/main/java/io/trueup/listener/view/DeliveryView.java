package io.trueup.listener.view;

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
 * @param id ours, growing
 * @param deliveryId the sender's
 * @param reason why it was ignored or refused, or what it repeats; null when there is nothing to
 *     say
 * @param generation the request that it raised its source to; 0 when it was ignored
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
   * A delivery with what was kept of the request.
   *
   * @param bodyDigest SHA-256 of the raw body, in hex; null for one that was refused, whose body is
   *     not kept
   * @param headers those that were kept
   */
  public record Whole(
      DeliveryView delivery, @Nullable String bodyDigest, Map<String, String> headers) {

    public Whole {
      headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    /** All that is shown of a delivery. */
    public static Whole of(Deliveries.Evidence evidence) {
      return new Whole(
          DeliveryView.of(evidence.delivery()), evidence.bodyDigest(), evidence.headers());
    }
  }

  /** What is shown of a delivery. */
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
