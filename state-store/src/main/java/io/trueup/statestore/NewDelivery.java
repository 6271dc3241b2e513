package io.trueup.statestore;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A genuine webhook delivery, as it came.
 *
 * @param source the source that it is for
 * @param deliveryId the sender's id; the same on redelivery
 * @param event the sender's name of the event, such as {@code push}
 * @param bodyDigest SHA-256 of the raw body, in hex
 * @param body the raw body
 * @param headers those worth keeping, without secrets
 * @param ignoredBecause why it requests nothing, one sentence; null when it is a poke
 * @param attribution who moved the followed branch, if it was proved and says so; null otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes, digested before they are read
public record NewDelivery(
    SourceId source,
    String deliveryId,
    String event,
    String bodyDigest,
    byte[] body,
    Map<String, String> headers,
    @Nullable String ignoredBecause,
    @Nullable Attribution attribution) {

  /** A delivery that does not say who moved the branch. */
  public NewDelivery(
      SourceId source,
      String deliveryId,
      String event,
      String bodyDigest,
      byte[] body,
      Map<String, String> headers,
      @Nullable String ignoredBecause) {
    this(source, deliveryId, event, bodyDigest, body, headers, ignoredBecause, null);
  }
}
