package io.trueup.statestore;

/**
 * A delivery that was refused; nothing in it is verified.
 *
 * @param deliveryId the sender's; empty when it is missing or malformed
 * @param event the sender's name of the event; empty when it is missing or malformed
 * @param reason the error that its sender got
 */
public record RefusedDelivery(SourceId source, String deliveryId, String event, String reason) {}
