package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.trueup.listener.daemon.hooks.HookSource;

/**
 * A source that takes deliveries from Kafka.
 *
 * @param forge takes its forge's deliveries
 * @param events takes CloudEvents
 */
public record RecordSource(HookSource forge, HookSource events) {

  private static final String STRUCTURED = "application/cloudevents";
  private static final String SPECVERSION = "ce-specversion";

  /** The one that reads a record with these headers. */
  HookSource reading(DeliveryHeaders headers) {
    var type = headers.only("Content-Type");
    var isEvent =
        headers.only(SPECVERSION) != null || (type != null && type.startsWith(STRUCTURED));
    return isEvent ? events : forge;
  }
}
