package io.trueup.statestore;

/**
 * A delivery that was refused; nothing that it says is verified.
 *
 * @param deliveryId the sender's; empty when it gave none that is one
 * @param event the sender's name of the event; empty when it gave none that is one
 * @param reason what was answered
 */
public record RefusedDelivery(SourceId source, String deliveryId, String event, String reason) {}
